package stats

import "sync"

// memo keeps answers until the store changes, at most memoSize of them.
type memo[T any] struct {
	mu         sync.Mutex
	generation uint64
	answers    map[string]T
}

const memoSize = 256

func (m *memo[T]) get(generation uint64, key string) (T, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.generation != generation {
		m.generation, m.answers = generation, nil
	}
	t, ok := m.answers[key]
	return t, ok
}

func (m *memo[T]) put(generation uint64, key string, t T) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.generation != generation || len(m.answers) >= memoSize {
		m.generation, m.answers = generation, nil
	}
	if m.answers == nil {
		m.answers = map[string]T{}
	}
	m.answers[key] = t
}
