package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"

	"depesche/internal/eval"
)

const evalArgs = "TOPICS QRELS"

// defineEval measures how well the corpus' index answers topics.
func defineEval(flags *flag.FlagSet) runner {
	golden := flags.String("golden", "", "write a line for each topic to the `file`, so that two rankings can be compared")
	allWords := flags.Bool("all-words", false, "only hits with all words, for long queries too")
	without := flags.String("without", "", "comma-separated rules that are left out: "+strings.Join(eval.Rules, ", "))
	ablation := flags.Bool("ablation", false, "also print what each rule of the search is worth")
	return func(ctx context.Context, cfg Config, args []string, con console) error {
		if len(args) != 2 {
			return usageError{"want: server eval TOPICS QRELS"}
		}
		topics, qrels, err := readJudged(args[0], args[1])
		if err != nil {
			return err
		}
		log := newLogger(cfg, con.err)
		parts, err := assemble(ctx, cfg, log, assembly{noWatch: true, wait: buildWait})
		if err != nil {
			return err
		}
		defer parts.close(log)
		options := eval.Options{AllWords: *allWords}
		if *without != "" {
			options.Without = strings.Split(*without, ",")
		}
		report, err := eval.Run(ctx, parts.archive, topics, qrels, options)
		if err != nil {
			return fmt.Errorf("searching the topics: %w", err)
		}
		fmt.Fprintln(con.out, strings.TrimRight(report.String(), "\n"))
		if *ablation {
			table, err := eval.Ablate(ctx, parts.archive, topics, qrels)
			if err != nil {
				return fmt.Errorf("measuring the rules: %w", err)
			}
			fmt.Fprint(con.out, eval.AblationTable(table))
		}
		if *golden != "" {
			if err := os.WriteFile(*golden, []byte(report.Golden()), 0o644); err != nil {
				return fmt.Errorf("writing the golden file: %w", err)
			}
		}
		for _, failed := range report.Failed {
			fmt.Fprintln(con.err, failed)
		}
		if len(report.Failed) > 0 {
			return errProblems
		}
		return nil
	}
}

func readJudged(topicsPath, qrelsPath string) ([]eval.Topic, eval.Qrels, error) {
	t, err := os.Open(topicsPath)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the topics: %w", err)
	}
	defer t.Close()
	topics, err := eval.ReadTopics(t)
	if err != nil {
		return nil, nil, fmt.Errorf("reading %s: %w", topicsPath, err)
	}
	q, err := os.Open(qrelsPath)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the judgements: %w", err)
	}
	defer q.Close()
	qrels, err := eval.ReadQrels(q)
	if err != nil {
		return nil, nil, fmt.Errorf("reading %s: %w", qrelsPath, err)
	}
	return topics, qrels, nil
}
