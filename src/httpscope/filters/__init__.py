"""What a person says to see only some exchanges, read into a tree. It knows no capture and no screen."""
