"""What the commands do, one module each; `spegel.__main__` only reads the arguments."""
