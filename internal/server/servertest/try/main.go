// Command try serves the sample archive, for looking at pages while they are
// made.
package main

import (
	"flag"
	"log"
	"log/slog"
	"net/http"
	"os"

	"depesche/internal/server"
	"depesche/internal/server/servertest"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8105", "listen address")
	many := flag.Int("many", 30, "number of further articles")
	flag.Parse()
	a, err := servertest.Temporary(append(servertest.Samples(), servertest.Many(*many)...)...)
	if err != nil {
		log.Fatal(err)
	}
	defer a.Close()
	a.Config.BaseURL = ""
	a.Config.Logger = slog.New(slog.NewTextHandler(os.Stderr, nil))
	s, err := server.New(a.Config)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("http://%s", *addr)
	log.Fatal(http.ListenAndServe(*addr, s))
}
