package branches

import (
	"strings"

	"github.com/open-feature/go-sdk/openfeature"
)

func Clean() {
	client := openfeature.NewClient("branches")
	_ = client.Boolean(ctx, "delete-merged", false, openfeature.EvaluationContext{})
	println(strings.TrimPrefix(ref.Name().String(), "refs/heads/"))
}
