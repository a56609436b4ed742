"""The tour: drives real windows through everything by their keys, and takes pictures of the screen."""
