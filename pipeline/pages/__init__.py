"""Pages read by geometry: from sheets of characters and rules to the articles printed on them."""
