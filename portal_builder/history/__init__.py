"""What clients were told before: git holds every version of it, and here it is read."""
