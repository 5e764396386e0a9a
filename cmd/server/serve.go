package main

import (
	"context"
	"flag"
)

func defineServe(*flag.FlagSet) runner {
	return func(ctx context.Context, cfg Config, args []string, con console) error {
		return nil
	}
}
