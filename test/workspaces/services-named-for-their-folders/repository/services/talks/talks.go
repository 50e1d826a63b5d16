package talks
