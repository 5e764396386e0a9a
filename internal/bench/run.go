package bench

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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
	CPU      time.Duration // of this process, clients included
	Sum      string        // of all answers in the order of the requests: two programs that answer alike have the same
	Kinds    []KindResult  // in the order of Kinds; the last is of all together
}

// KindResult is the part of a result that one kind of request has.
type KindResult struct {
	Kind          string
	Requests      int
	Failed        int // no answer, or a status of 400 and above
	P50, P95, P99 time.Duration
}

// Run plays the requests against the archive at base, with clients at once,
// each request once and in order, and follows redirects. With summed it also sums
// what the answers say, which takes time of its own. It ends early with ctx's
// error.
func Run(ctx context.Context, base string, requests []Request, clients int, summed bool) (Result, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients, MaxConnsPerHost: clients, DisableCompression: !summed}}
	defer client.CloseIdleConnections()
	took := make([]time.Duration, len(requests))
	failed := make([]bool, len(requests))
	sums := make([][sha256.Size]byte, len(requests))
	var next atomic.Int64
	var all sync.WaitGroup
	start, cpu := time.Now(), ProcessorTime()
	for range clients {
		all.Go(func() {
			for i := int(next.Add(1) - 1); i < len(requests) && ctx.Err() == nil; i = int(next.Add(1) - 1) {
				begin := time.Now()
				var err error
				sums[i], err = get(ctx, client, base+requests[i].Path, summed)
				failed[i] = err != nil
				took[i] = time.Since(begin)
			}
		})
	}
	all.Wait()
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	r := summarise(requests, took, failed, clients, time.Since(start))
	r.CPU = ProcessorTime() - cpu
	if summed {
		whole := sha256.New()
		for _, sum := range sums {
			whole.Write(sum[:])
		}
		r.Sum = hex.EncodeToString(whole.Sum(nil)[:8])
	}
	return r, nil
}

// get asks for a page as a browser does, compressed.
func get(ctx context.Context, client *http.Client, url string, summed bool) (sum [sha256.Size]byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return sum, err
	}
	if !summed { // else the transport asks for it, and undoes it
		req.Header.Set("Accept-Encoding", "gzip")
	}
	res, err := client.Do(req)
	if err != nil {
		return sum, err
	}
	defer res.Body.Close()
	to := io.Discard
	h := sha256.New()
	if summed {
		to = h
	}
	if _, err := io.Copy(to, res.Body); err != nil {
		return sum, err
	}
	if res.StatusCode >= http.StatusBadRequest {
		return sum, fmt.Errorf("%s: %s", url, res.Status)
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
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
	n, sum := float64(r.Requests), ""
	if r.Sum != "" {
		sum = "; sum " + r.Sum
	}
	fmt.Fprintf(w, "%d requests, %d clients, %.1f s, %.0f requests a second; CPU %.2f ms a request, %.0f requests a CPU second%s\n",
		r.Requests, r.Clients, r.Took.Seconds(), n/r.Took.Seconds(), ms(r.CPU)/n, n/r.CPU.Seconds(), sum)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "kind\trequests\tfailed\tp50 ms\tp95 ms\tp99 ms\t")
	for _, k := range r.Kinds {
		fmt.Fprintf(table, "%s\t%d\t%d\t%.2f\t%.2f\t%.2f\t\n", k.Kind, k.Requests, k.Failed, ms(k.P50), ms(k.P95), ms(k.P99))
	}
	return table.Flush()
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
