package main

import "testing"

func TestTotal(t *testing.T) {}
