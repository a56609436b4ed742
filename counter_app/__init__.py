"""The trade of the out-of-town settlement window, without a window (DESIGN, section 2)."""
