package eval

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestJudge(t *testing.T) {
	hundred := make([]string, 100)
	for i := range hundred {
		hundred[i] = "x"
	}
	hundred[49] = "a"
	for _, c := range []struct {
		name   string
		ids    []string
		grades map[string]int
		want   Result
	}{
		{"first", []string{"a", "b"}, map[string]int{"a": 1}, Result{"t", 1, nil, Figure{1, 1, 1, 1}}},
		{"second", []string{"b", "a"}, map[string]int{"a": 1, "b": 0}, Result{"t", 2, nil, Figure{0.6309, .5, 1, 1}}},
		{"fiftieth", hundred, map[string]int{"a": 1}, Result{"t", 50, nil, Figure{0, 0, 0, 1}}},
		{"graded", []string{"a", "b"}, map[string]int{"a": 1, "b": 2}, Result{"t", 1, nil, Figure{(1 + 3*0.63093) / (3 + 0.63093), 1, 1, 1}}},
		{"half", []string{"a"}, map[string]int{"a": 1, "b": 1}, Result{"t", 1, nil, Figure{1 / 1.63093, 1, .5, .5}}},
		{"none", nil, map[string]int{"a": 1}, Result{"t", 0, nil, Figure{}}},
		{"nothing relevant", []string{"a"}, map[string]int{"a": 0}, Result{"t", 0, nil, Figure{}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := judge("t", c.ids, c.grades)
			if diff := cmp.Diff(c.want, got, cmpopts.EquateApprox(0, .0001), cmpopts.IgnoreFields(Result{}, "Hits")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRead(t *testing.T) {
	topics, err := ReadTopics(strings.NewReader("q1\tWer war es?\r\n\nq2\tReis\n"))
	if diff := cmp.Diff([]Topic{{"q1", "Wer war es?"}, {"q2", "Reis"}}, topics); diff != "" || err != nil {
		t.Errorf("%v, (-want +got):\n%s", err, diff)
	}
	qrels, err := ReadQrels(strings.NewReader("q1 0 d-1 1\nq1 0 d2 0\n\nq2\t0\td3\t2\n"))
	if diff := cmp.Diff(Qrels{"q1": {"d-1": 1, "d2": 0}, "q2": {"d3": 2}}, qrels); diff != "" || err != nil {
		t.Errorf("%v, (-want +got):\n%s", err, diff)
	}
	for _, s := range []string{"no tab\n", "q\ta\nq\tb\n", "\tquery\n"} {
		if _, err := ReadTopics(strings.NewReader(s)); err == nil {
			t.Errorf("topics %q: no error", s)
		}
	}
	for _, s := range []string{"q 0 d\n", "q 0 d x\n"} {
		if _, err := ReadQrels(strings.NewReader(s)); err == nil {
			t.Errorf("qrels %q: no error", s)
		}
	}
}

func TestCompare(t *testing.T) {
	var a, b Report
	for i := range 40 {
		id := string(rune('A' + i))
		a.Topics = append(a.Topics, Result{Topic: id, Figure: Figure{NDCG10: .5}})
		b.Topics = append(b.Topics, Result{Topic: id, Figure: Figure{NDCG10: .5 + .1*float64(i%2)}})
	}
	d, p, err := Compare(a, b, 2000, 1)
	if err != nil || d < .049 || d > .051 || p > .01 {
		t.Errorf("better on half of the topics, worse on none: %v %v %v", d, p, err)
	}
	if _, p, _ := Compare(a, a, 2000, 1); p != 1 {
		t.Errorf("a ranking and itself: p %v", p)
	}
	if _, _, err := Compare(a, Report{}, 10, 1); err == nil {
		t.Error("no topics in common: no error")
	}
}
