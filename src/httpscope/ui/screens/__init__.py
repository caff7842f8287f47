"""The screens: each fills the terminal, or stands in the middle of it."""
