RULES = "A pilot comes aboard at the outer buoy, and stays until the ship is moored. " * 150
