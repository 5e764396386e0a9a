package server

import (
	"container/list"
	"net"
	"net/http"
	"net/netip"
	"sync"
)

// Connections bounds how many connections are open. A connection that has sent
// no whole request yet, or waits for its next, is one that waits. When there are
// too many, of one client or of all, the one that has waited longest is closed
// to make room, so that clients who open thousands of connections and send a
// byte now and then (slowloris) shut themselves out and nobody else. A
// connection whose request is being answered is never closed.
type Connections struct {
	max, perClient int
	trusted        func(netip.Addr) bool // proxies, which speak for many clients

	mu      sync.Mutex
	open    map[net.Conn]*connection
	waiting *list.List // of *connection, longest first
	clients map[netip.Addr]*client
}

type connection struct {
	conn   net.Conn
	client *client
	inAll  *list.Element // in Connections.waiting; nil while answered
	inOwn  *list.Element // in client.waiting
}

type client struct {
	addr    netip.Addr
	open    int
	waiting *list.List // of *connection, longest first
}

// NewConnections allows max connections in all and perClient of one address,
// but for trusted proxies.
func NewConnections(max, perClient int, trusted []netip.Prefix) *Connections {
	return &Connections{
		max: max, perClient: perClient, open: map[net.Conn]*connection{}, waiting: list.New(), clients: map[netip.Addr]*client{},
		trusted: func(a netip.Addr) bool { return within(trusted, a) },
	}
}

// Watch is the http.Server's ConnState.
func (c *Connections) Watch(conn net.Conn, state http.ConnState) {
	var surplus []net.Conn
	c.mu.Lock()
	switch state {
	case http.StateNew:
		surplus = c.add(conn)
	case http.StateIdle:
		c.wait(c.open[conn])
	case http.StateActive:
		c.stopWaiting(c.open[conn])
	case http.StateClosed, http.StateHijacked:
		c.remove(conn)
	}
	c.mu.Unlock()
	for _, s := range surplus {
		s.Close() // its server goroutine finds it closed and tells us
	}
}

// Open is how many connections there are.
func (c *Connections) Open() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.open)
}

// add notes a connection and returns those that have to go for it.
func (c *Connections) add(conn net.Conn) (surplus []net.Conn) {
	addr := addrOf(conn)
	who := c.clients[addr]
	if who == nil {
		who = &client{addr: addr, waiting: list.New()}
		c.clients[addr] = who
	}
	if who.open >= c.perClient && !c.trusted(addr) {
		surplus = c.drop(who.waiting.Front(), surplus)
	}
	if len(c.open) >= c.max {
		surplus = c.drop(c.waiting.Front(), surplus)
	}
	// With nobody waiting all are being answered, which ends by itself.
	n := &connection{conn: conn, client: who}
	c.open[conn] = n
	who.open++
	c.wait(n)
	return surplus
}

func (c *Connections) drop(e *list.Element, surplus []net.Conn) []net.Conn {
	if e == nil {
		return surplus
	}
	n := e.Value.(*connection)
	c.remove(n.conn)
	return append(surplus, n.conn)
}

func (c *Connections) wait(n *connection) {
	if n != nil && n.inAll == nil {
		n.inAll, n.inOwn = c.waiting.PushBack(n), n.client.waiting.PushBack(n)
	}
}

func (c *Connections) stopWaiting(n *connection) {
	if n != nil && n.inAll != nil {
		c.waiting.Remove(n.inAll)
		n.client.waiting.Remove(n.inOwn)
		n.inAll, n.inOwn = nil, nil
	}
}

func (c *Connections) remove(conn net.Conn) {
	n := c.open[conn]
	if n == nil {
		return
	}
	c.stopWaiting(n)
	delete(c.open, conn)
	if n.client.open--; n.client.open == 0 {
		delete(c.clients, n.client.addr)
	}
}

func addrOf(conn net.Conn) netip.Addr {
	if a, err := netip.ParseAddrPort(conn.RemoteAddr().String()); err == nil {
		return a.Addr().Unmap().WithZone("")
	}
	return netip.Addr{}
}
