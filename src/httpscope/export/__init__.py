"""Exchanges and their octets given back as files and lines. Pure: values in, octets or text out."""
