package main

import (
	"strings"

	"github.com/open-feature/go-sdk/openfeature"
)

func main() {
	client := openfeature.NewClient("branches")
	_ = client.Boolean(ctx, "delete-merged", false, openfeature.EvaluationContext{})
	println(strings.TrimPrefix(ref.Name().String(), "refs/heads/"))
}
