//go:build e2e

package e2e_test

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// ether is all the net that a Firefox of these tests has, as a proxy on loopback: some
// names lead to handlers of the test, and what asks for any other is noted.
type ether struct {
	url    string
	names  map[string]http.Handler
	tls    string // where the same names are answered under TLS
	mu     sync.Mutex
	other  []string // hosts that lead nowhere
	shown  string   // the last cookie that a browser showed
	last   string   // the cookie of the last request for a page, empty where it had none
	learnt string   // what the page that people leave to was told of where they came from
}

func newEther(t *testing.T, names map[string]http.Handler) *ether {
	t.Helper()
	n := &ether{names: names}
	sealed := httptest.NewTLSServer(http.HandlerFunc(n.answer))
	t.Cleanup(sealed.Close)
	n.tls = sealed.Listener.Addr().String()
	plain := httptest.NewServer(n)
	t.Cleanup(plain.Close)
	n.url = plain.Listener.Addr().String()
	return n
}

// knows says whether a name leads anywhere, and notes it where it does not.
func (n *ether) knows(host string) bool {
	if n.names[host] != nil {
		return true
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.other = append(n.other, host)
	return false
}

func (n *ether) answer(w http.ResponseWriter, r *http.Request) {
	if !n.knows(r.Host) {
		http.Error(w, "there is no such host", http.StatusBadGateway)
		return
	}
	if r.URL.Path != "/favicon.ico" {
		n.mu.Lock()
		n.last = r.Header.Get("Cookie")
		n.shown = cmp.Or(n.last, n.shown)
		n.mu.Unlock()
	}
	n.names[r.Host].ServeHTTP(w, r)
}

func (n *ether) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect {
		r.URL.Scheme, r.URL.Host = "", ""
		n.answer(w, r)
		return
	}
	host, _, _ := net.SplitHostPort(r.Host)
	if !n.knows(host) {
		http.Error(w, "there is no such host", http.StatusBadGateway)
		return
	}
	there, err := net.Dial("tcp", n.tls)
	if err != nil {
		http.Error(w, "the test ends", http.StatusBadGateway)
		return
	}
	here, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		_ = there.Close()
		return
	}
	_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
	go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
	_, _ = io.Copy(here, there)
	_ = here.Close()
}

// through adds to preferences that everything goes through this net.
func (n *ether) through(prefs map[string]any) map[string]any {
	host, port, _ := net.SplitHostPort(n.url)
	number := 0
	_, _ = fmt.Sscan(port, &number)
	for k, v := range map[string]any{"network.proxy.type": 1, "network.proxy.http": host, "network.proxy.http_port": number, "network.proxy.ssl": host, "network.proxy.ssl_port": number, "network.proxy.no_proxies_on": ""} {
		prefs[k] = v
	}
	return prefs
}

// cookies are what a browser showed last, and what it showed with its last request.
func (n *ether) cookies() (shown, last string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.shown, n.last
}

// strangers are the hosts that were asked for and are none of ours, without those that
// a browser asks for itself.
func (n *ether) strangers() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(n.other), func(h string) bool {
		return strings.HasSuffix(h, ".mozilla.com") || strings.HasSuffix(h, ".mozilla.net") || strings.HasSuffix(h, ".mozilla.org") || strings.HasSuffix(h, ".firefox.com")
	})
}

// weather is the page that people leave to. It writes down what a stranger learns of
// where they came from.
func (n *ether) weather(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	if r.URL.Path == "/" {
		n.learnt += r.Referer() + r.Header.Get("Origin")
	}
	n.mu.Unlock()
	w.Header().Set("Content-Type", "text/html")
	fmt.Fprint(w, `<!doctype html><html lang="en"><title>Weather</title><h1 id="weather">Sunny</h1><script>document.documentElement.className = "script"</script>`)
}
