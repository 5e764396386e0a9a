package access

import (
	"sync"
	"time"
)

// Limiter bounds how often each client may try: a bucket of tokens per client
// that refills over time. It holds a bounded number of clients.
type Limiter struct {
	burst  float64
	every  time.Duration // one token comes back in this time
	max    int
	now    func() time.Time
	mu     sync.Mutex
	bucket map[string]bucket
}

type bucket struct {
	tokens float64
	at     time.Time
}

// NewLimiter allows burst tries at once and one more in each period, for at
// most max clients.
func NewLimiter(burst int, every time.Duration, max int, now func() time.Time) *Limiter {
	return &Limiter{burst: float64(burst), every: every, max: max, now: now, bucket: map[string]bucket{}}
}

// Allow takes a token of the client. If there is none, it says how long to wait.
func (l *Limiter) Allow(client string) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b, known := l.bucket[client]
	if !known {
		l.makeRoom(now)
		b = bucket{l.burst, now}
	}
	b.tokens = min(l.burst, b.tokens+l.refill(b, now))
	b.at = now
	if b.tokens < 1 {
		l.bucket[client] = b
		return time.Duration((1 - b.tokens) * float64(l.every)), false
	}
	b.tokens--
	l.bucket[client] = b
	return 0, true
}

// refill is what came back since the bucket was seen; a clock set back gives nothing.
func (l *Limiter) refill(b bucket, now time.Time) float64 {
	return max(0, float64(now.Sub(b.at))/float64(l.every))
}

// makeRoom drops full buckets, and if there are none the one seen longest ago.
func (l *Limiter) makeRoom(now time.Time) {
	if len(l.bucket) < l.max {
		return
	}
	oldest, seen := "", now
	for client, b := range l.bucket {
		if b.tokens+l.refill(b, now) >= l.burst {
			delete(l.bucket, client)
		} else if !b.at.After(seen) {
			oldest, seen = client, b.at
		}
	}
	if len(l.bucket) >= l.max {
		delete(l.bucket, oldest)
	}
}
