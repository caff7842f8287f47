"""Short lists of names, cities and words, for made-up data in templates."""

from typing import Final

_FIRST: Final = """
Ada Alan Barbara Carla Dana Edsger Emmy Frances Grace Hana Ines Joan Karen Liu Maria Nadia Niklaus Olga Paul Radia
Sofia Tim Vera Wanda Yukihiro Zoe
"""
_LAST: Final = """
Adler Baker Castro Diaz Evans Fischer Garcia Hopper Ito Jansen Kaya Lovelace Moreau Noether Okafor Perlman Quinn
Rossi Sato Turing Ueda Vogel Wirth Xu Yilmaz Zuse
"""
_CITIES: Final = """
Accra Bergen Cusco Dakar Essen Fez Geneva Hanoi Izmir Jena Kyoto Lima Malmo Nairobi Oslo Porto Quito Riga Seoul
Tunis Utrecht Vienna Warsaw Yerevan Zagreb
"""
_WORDS: Final = """
amber basin candle delta ember fable garden harbor island jigsaw kettle lantern meadow needle orchard pebble quilt
river saddle thicket umbrella valley willow yarn zephyr lorem ipsum dolor sit amet tempor magna aliqua minim
"""
FIRST_NAMES: Final = tuple(_FIRST.split())
LAST_NAMES: Final = tuple(_LAST.split())
CITIES: Final = tuple(_CITIES.split())
WORDS: Final = tuple(_WORDS.split())
