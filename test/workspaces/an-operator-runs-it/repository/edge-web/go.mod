module example.com/letters/edge
