// Package local is the running desk's Unix socket: the same door for commands on
// the same machine. The socket lies in the data folder with mode 0600, so whoever
// can open it could open the store as well; every act still carries its user.
package local

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"outrider"
	"outrider/internal/desk"
)

// SocketName is the socket's name in the data folder.
const SocketName = "desk.sock"

// Door is what commands ask of a desk, running elsewhere or opened in-process.
type Door interface {
	Lookup(ctx context.Context, name string) (outrider.UserID, error)
	File(ctx context.Context, by outrider.UserID, drafts ...outrider.Draft) ([]desk.Receipt, error)
	Decide(ctx context.Context, by outrider.UserID, d desk.Decision) (desk.Outcome, error)
	Read(ctx context.Context, by outrider.UserID, q desk.Query) (desk.Answer, error)
}

// Keeper does what concerns the store as a whole while the desk runs: verify it,
// back it up. It returns what the command prints.
type Keeper interface {
	Verify(ctx context.Context) (any, error)
	Backup(ctx context.Context, file string) (any, error)
	Export(ctx context.Context, file string) (any, error)
}

// maxCall bounds one call's body.
const maxCall = 256 << 20

// call is a request on the socket.
type call struct {
	By       outrider.UserID  `json:"by,omitempty"`
	Name     string           `json:"name,omitempty"`
	Drafts   []outrider.Draft `json:"drafts,omitempty"`
	Decision *desk.Decision   `json:"decision,omitempty"`
	Query    *desk.Query      `json:"query,omitempty"`
	Path     string           `json:"path,omitempty"`
}

// reply is the answer: a result or an error with its safe face only.
type reply struct {
	Result json.RawMessage `json:"result,omitempty"`
	Code   outrider.Code   `json:"code,omitempty"`
	Safe   string          `json:"safe,omitempty"`
	Hint   string          `json:"hint,omitempty"`
}

// Handler answers calls with a door and a keeper.
func Handler(d Door, k Keeper) http.Handler {
	mux := http.NewServeMux()
	on := func(name string, f func(context.Context, call) (any, error)) {
		mux.HandleFunc("POST /"+name, func(w http.ResponseWriter, r *http.Request) { answer(w, r, f) })
	}
	on("lookup", func(ctx context.Context, c call) (any, error) { return d.Lookup(ctx, c.Name) })
	on("file", func(ctx context.Context, c call) (any, error) { return d.File(ctx, c.By, c.Drafts...) })
	on("decide", func(ctx context.Context, c call) (any, error) {
		if c.Decision == nil {
			return nil, outrider.Invalid("nothing was decided")
		}
		return d.Decide(ctx, c.By, *c.Decision)
	})
	on("read", func(ctx context.Context, c call) (any, error) {
		if c.Query == nil {
			return nil, outrider.Invalid("nothing was asked")
		}
		return d.Read(ctx, c.By, *c.Query)
	})
	on("verify", func(ctx context.Context, c call) (any, error) { return k.Verify(ctx) })
	on("backup", func(ctx context.Context, c call) (any, error) { return k.Backup(ctx, c.Path) })
	on("export", func(ctx context.Context, c call) (any, error) { return k.Export(ctx, c.Path) })
	return mux
}

func answer(w http.ResponseWriter, r *http.Request, f func(context.Context, call) (any, error)) {
	var c call
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxCall)).Decode(&c); err != nil {
		write(w, reply{Code: outrider.CodeInvalid, Safe: "the call cannot be read"})
		return
	}
	v, err := f(r.Context(), c)
	rep := reply{}
	if err != nil {
		rep = reply{Code: outrider.CodeOf(err), Safe: outrider.SafeText(err), Hint: outrider.HintText(err)}
	}
	if v != nil {
		if b, err := json.Marshal(v); err == nil {
			rep.Result = b
		}
	}
	write(w, rep)
}

func write(w http.ResponseWriter, rep reply) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(rep) // the caller has gone; there is nobody to tell
}

// Listen opens the socket in a data folder, readable by its owner alone. A
// socket left behind by a crash is removed; one that answers is not.
func Listen(dir string) (net.Listener, error) {
	path := filepath.Join(dir, SocketName)
	if Running(dir) {
		return nil, &outrider.Error{Code: outrider.CodeLocked, Safe: "a desk is running on this data folder", Hint: "stop it first, or choose another folder with --data"}
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, &outrider.Error{Code: outrider.CodeStorage, Safe: "the old socket in the data folder cannot be removed", Hint: "check who owns the data folder", Err: err}
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeStorage, Safe: "the socket in the data folder cannot be opened", Hint: "check the folder's rights; its path may have at most about 90 characters", Err: err}
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// Running reports whether a desk answers on a data folder's socket.
func Running(dir string) bool {
	c, err := net.DialTimeout("unix", filepath.Join(dir, SocketName), time.Second)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

// drain reads what is left so that a connection can be used again.
func drain(r io.ReadCloser) {
	_, _ = io.Copy(io.Discard, io.LimitReader(r, 1<<20))
	_ = r.Close()
}
