package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets a script run this program as a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"outrider": func() { main() },
	})
}

// TestScripts runs what people do at a terminal, each in a folder of its own.
func TestScripts(t *testing.T) {
	testscript.Run(t, params("testdata/script", false))
}

// TestDoors runs the same scripts against a store opened in-process and against
// a desk that is being served: nobody should be able to tell which it was.
func TestDoors(t *testing.T) {
	t.Run("in-process", func(t *testing.T) { testscript.Run(t, params("testdata/door", false)) })
	t.Run("served", func(t *testing.T) { testscript.Run(t, params("testdata/door", true)) })
}

// served is the key of the desk of one script.
type served struct{}

// params gives scripts a data folder, a key file for speed, and their own commands.
func params(dir string, serve bool) testscript.Params {
	return testscript.Params{
		Dir: dir, RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("OUTRIDER_DATA", filepath.Join(e.WorkDir, "desk"))
			e.Setenv("OUTRIDER_KEY_FILE", filepath.Join(e.WorkDir, "key"))
			e.Setenv("GORACE", "atexit_sleep_ms=0") // else every process of a race build lingers for a second
			e.Values[served{}] = new(process)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "flip": flip, "cut": cut, "keep": keep, "picture": picture,
			"serve": func(ts *testscript.TestScript, _ bool, _ []string) { start(ts) },
			"desk": func(ts *testscript.TestScript, _ bool, _ []string) {
				if serve {
					start(ts)
				}
			},
		},
	}
}

// picture writes a small grey PNG that carries a comment: picture van.png 'a comment'.
func picture(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	ts.Check(png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))))
	chunk := append([]byte("tEXt"), "Comment\x00"+args[1]...)
	out := append(bytes.Clone(b.Bytes()[:33]), binary.BigEndian.AppendUint32(nil, uint32(len(chunk)-4))...)
	out = binary.BigEndian.AppendUint32(append(out, chunk...), crc32.ChecksumIEEE(chunk))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), append(out, b.Bytes()[33:]...), 0o600))
}

// exits runs a command and demands an exit code: exits 2 outrider verify.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		ee, ok := err.(*exec.ExitError)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = ee.ExitCode()
	}
	if got != want {
		ts.Fatalf("%s ended with %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// flip changes one byte of a file: flip desk/ledger.db -100 (from the end).
func flip(ts *testscript.TestScript, _ bool, args []string) {
	edit(ts, args, func(b []byte, at int) []byte { b[at] ^= 0x40; return b })
}

// cut cuts a file: cut ledger.ndjson -100 leaves out its last hundred bytes.
func cut(ts *testscript.TestScript, _ bool, args []string) {
	edit(ts, args, func(b []byte, at int) []byte { return b[:at] })
}

func edit(ts *testscript.TestScript, args []string, f func([]byte, int) []byte) {
	path := ts.MkAbs(args[0])
	b, err := os.ReadFile(path)
	ts.Check(err)
	at, err := strconv.Atoi(args[1])
	ts.Check(err)
	if at < 0 {
		at += len(b)
	}
	ts.Check(os.WriteFile(path, f(b, at), 0o600))
}

// keep puts what matches in the last output into a variable: keep ID 'a-[0-9a-f]+'.
func keep(ts *testscript.TestScript, _ bool, args []string) {
	re, err := regexp.Compile(args[1])
	ts.Check(err)
	m := re.FindStringSubmatch(ts.ReadFile("stdout"))
	if m == nil {
		ts.Fatalf("no match for %s in the output", args[1])
	}
	ts.Setenv(args[0], m[len(m)-1])
}

// process is a desk that runs beside a script.
type process struct {
	cmd  *exec.Cmd
	done chan struct{}
}

// start serves the script's store until the script ends, and returns when the
// desk says that it is open.
func start(ts *testscript.TestScript) {
	p := ts.Value(served{}).(*process)
	bin, err := exec.LookPath("outrider")
	ts.Check(err)
	p.cmd = exec.CommandContext(context.Background(), bin, "serve", "--listen", "127.0.0.1:0")
	p.cmd.Env = append(os.Environ(), "OUTRIDER_DATA="+ts.Getenv("OUTRIDER_DATA"), "OUTRIDER_KEY_FILE="+ts.Getenv("OUTRIDER_KEY_FILE"))
	said, err := p.cmd.StderrPipe()
	ts.Check(err)
	ts.Check(p.cmd.Start())
	ts.Defer(func() {
		_ = p.cmd.Process.Signal(os.Interrupt) // it may have ended already
		<-p.done
		_ = p.cmd.Wait()
	})
	p.done = make(chan struct{})
	var first bytes.Buffer
	in := bufio.NewScanner(said)
	open := false
	for !open && in.Scan() {
		first.WriteString(in.Text() + "\n")
		open = strings.Contains(in.Text(), "The desk is open at")
	}
	go func() {
		_, _ = io.Copy(io.Discard, said) // what else it says is not of interest
		close(p.done)
	}()
	if !open {
		ts.Fatalf("the desk did not open:\n%s", first.String())
	}
}
