print("ferry times")
