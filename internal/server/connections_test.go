package server_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"depesche/internal/server"
)

// serveWith serves ok under the limits of c.
func serveWith(t *testing.T, c *server.Connections, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ReadHeaderTimeout = time.Minute // so that nothing but the limit closes them
	s.Config.ConnState = c.Watch
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func slow(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: a\r\nX-A: b"); err != nil {
		t.Fatal(err)
	}
	return conn
}

func isClosed(conn net.Conn) bool {
	conn.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
	_, err := conn.Read(make([]byte, 1))
	netErr, ok := err.(net.Error)
	return !(ok && netErr.Timeout())
}

func TestConnectionsMakeRoom(t *testing.T) {
	for name, c := range map[string]*server.Connections{
		"in all":     server.NewConnections(20, 1000, nil),
		"per client": server.NewConnections(1000, 20, nil),
	} {
		t.Run(name, func(t *testing.T) {
			s := serveWith(t, c, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") })
			addr := s.Listener.Addr().String()
			first := slow(t, addr)
			for range 100 {
				slow(t, addr)
			}
			last := slow(t, addr)
			for range 10 {
				client := http.Client{Transport: &http.Transport{}, Timeout: 5 * time.Second}
				res, err := client.Get(s.URL)
				if err != nil {
					t.Fatalf("beside slow clients: %v", err)
				}
				res.Body.Close()
				client.CloseIdleConnections()
			}
			if n := c.Open(); n > 21 {
				t.Errorf("%d connections are open, want at most 20", n)
			}
			if !isClosed(first) {
				t.Error("the connection that has waited longest is open")
			}
			if isClosed(last) {
				t.Error("the connection that has waited shortest is closed")
			}
		})
	}
}

func TestConnectionsLeaveAnswersAlone(t *testing.T) {
	begun, finish := make(chan struct{}), make(chan struct{})
	c := server.NewConnections(5, 1000, nil)
	s := serveWith(t, c, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/long" {
			close(begun)
			<-finish
		}
		io.WriteString(w, "whole")
	})
	answer := make(chan error, 1)
	go func() {
		res, err := http.Get(s.URL + "/long")
		if err == nil {
			_, err = io.ReadAll(res.Body)
			res.Body.Close()
		}
		answer <- err
	}()
	<-begun
	for range 50 {
		slow(t, s.Listener.Addr().String())
	}
	close(finish)
	if err := <-answer; err != nil {
		t.Errorf("an answer under way was cut off: %v", err)
	}
}

func TestConnectionsOfProxies(t *testing.T) {
	c := server.NewConnections(1000, 5, []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")})
	s := serveWith(t, c, func(w http.ResponseWriter, r *http.Request) {})
	first := slow(t, s.Listener.Addr().String())
	for range 50 {
		slow(t, s.Listener.Addr().String())
	}
	if isClosed(first) {
		t.Error("the connections of a trusted proxy are limited as if it were one client")
	}
}

// TestConnectionsKeepReaders: a reader's connection that waits for its next
// request outlives those that never sent one, however long it waits.
func TestConnectionsKeepReaders(t *testing.T) {
	c := server.NewConnections(1000, 20, nil)
	s := serveWith(t, c, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.RemoteAddr) })
	client := http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}, Timeout: 5 * time.Second}
	defer client.CloseIdleConnections()
	ask := func() string {
		res, err := client.Get(s.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	before := ask()
	for range 100 {
		slow(t, s.Listener.Addr().String())
	}
	if after := ask(); after != before {
		t.Errorf("the reader had to come back: %s, before %s", after, before)
	}
}

// TestConnectionsRefuse: when all connections are being answered, a new one is
// closed and the others are left alone.
func TestConnectionsRefuse(t *testing.T) {
	const most = 5
	finish := make(chan struct{})
	begun := make(chan struct{}, most)
	c := server.NewConnections(1000, most, nil)
	s := serveWith(t, c, func(w http.ResponseWriter, r *http.Request) { begun <- struct{}{}; <-finish })
	answers := make(chan error, most)
	for range most {
		go func() {
			client := http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			res, err := client.Get(s.URL)
			if err == nil {
				res.Body.Close()
			}
			answers <- err
		}()
	}
	for range most {
		<-begun
	}
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if !isClosed(conn) {
		t.Error("one connection too many is open")
	}
	close(finish)
	for range most {
		if err := <-answers; err != nil {
			t.Errorf("an answer under way was cut off: %v", err)
		}
	}
}
