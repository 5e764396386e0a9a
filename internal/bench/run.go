package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"
)

// Result is what a run of a mix showed.
type Result struct {
	Clients  int
	Requests int
	Took     time.Duration
	Kinds    []KindResult // in the order of Kinds; the last is of all together
}

// KindResult is the part of a result that one kind of request has.
type KindResult struct {
	Kind          string
	Requests      int
	Failed        int // no answer, or a status of 400 and above
	P50, P95, P99 time.Duration
}

// Run plays the requests against the archive at base, with clients at once,
// each request once and in order, and follows redirects. It ends early with
// ctx's error.
func Run(ctx context.Context, base string, requests []Request, clients int) (Result, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients, MaxConnsPerHost: clients}}
	defer client.CloseIdleConnections()
	took := make([]time.Duration, len(requests))
	failed := make([]bool, len(requests))
	var next atomic.Int64
	var all sync.WaitGroup
	start := time.Now()
	for range clients {
		all.Go(func() {
			for i := int(next.Add(1) - 1); i < len(requests) && ctx.Err() == nil; i = int(next.Add(1) - 1) {
				begin := time.Now()
				failed[i] = get(ctx, client, base+requests[i].Path) != nil
				took[i] = time.Since(begin)
			}
		})
	}
	all.Wait()
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	return summarise(requests, took, failed, clients, time.Since(start)), nil
}

func get(ctx context.Context, client *http.Client, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	if res.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s: %s", url, res.Status)
	}
	return nil
}

func summarise(requests []Request, took []time.Duration, failed []bool, clients int, total time.Duration) Result {
	r := Result{Clients: clients, Requests: len(requests), Took: total}
	for _, kind := range append(slices.Clone(Kinds), "") {
		k := KindResult{Kind: kind}
		var times []time.Duration
		for i := range requests {
			if kind != "" && requests[i].Kind != kind {
				continue
			}
			times = append(times, took[i])
			k.Requests++
			if failed[i] {
				k.Failed++
			}
		}
		if kind == "" {
			k.Kind = "all"
		}
		slices.Sort(times)
		k.P50, k.P95, k.P99 = quantile(times, .5), quantile(times, .95), quantile(times, .99)
		r.Kinds = append(r.Kinds, k)
	}
	return r
}

// quantile of sorted times, by the nearest rank.
func quantile(times []time.Duration, q float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	return times[min(int(q*float64(len(times))), len(times)-1)]
}

// Print writes the result as a table.
func (r Result) Print(w io.Writer) error {
	fmt.Fprintf(w, "%d requests, %d clients, %.1f s, %.0f requests a second\n",
		r.Requests, r.Clients, r.Took.Seconds(), float64(r.Requests)/r.Took.Seconds())
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "kind\trequests\tfailed\tp50 ms\tp95 ms\tp99 ms\t")
	for _, k := range r.Kinds {
		fmt.Fprintf(table, "%s\t%d\t%d\t%.2f\t%.2f\t%.2f\t\n", k.Kind, k.Requests, k.Failed, ms(k.P50), ms(k.P95), ms(k.P99))
	}
	return table.Flush()
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
