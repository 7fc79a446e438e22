package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"outrider/internal/local"
)

// markers are words that stand in everything that is told to the desk in
// TestNothingLegibleOnDisk: names, contacts, texts, places, selectors, notes,
// reasons and queries.
var markers = []string{"Zephyrine", "Quillfeather", "ZQX88MRK", "quillmark", "Wexmoor", "Oblonsky"}

// desk is a data folder and the binary that works on it.
type bench struct {
	t        *testing.T
	bin, dir string
	work     string // outside the data folder
}

func newBench(t *testing.T) bench {
	t.Helper()
	work := t.TempDir()
	b := bench{t: t, bin: filepath.Join(work, "outrider"), dir: filepath.Join(work, "data"), work: work}
	if out, err := exec.Command("go", "build", "-o", b.bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	return b
}

func (b bench) cmd(args ...string) *exec.Cmd {
	c := exec.Command(b.bin, append([]string{"--data", b.dir, "--key-file", filepath.Join(b.work, "key")}, args...)...)
	c.Env = append(os.Environ(), "OUTRIDER_USER=", "OUTRIDER_DATA=")
	return c
}

func (b bench) run(args ...string) string {
	b.t.Helper()
	out, err := b.cmd(args...).CombinedOutput()
	if err != nil {
		b.t.Fatalf("outrider %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// work is a day at the desk.
func (b bench) day(code string) {
	b.t.Helper()
	b.run("person", "add", code, "--name", "Zephyrine Oblonsky", "--contact", "quillmark@example.org", "--known", "plate:ZQX88MRK")
	b.run("report", "--person", code, "--kind", "watched", "--plate", "ZQX88MRK", "--where", "Wexmoor Lane", "--names", "Oblonsky, Ada", "Quillfeather saw it from the window")
	b.run("report", "--life", "--person", code, "A note signed Quillfeather")
	b.run("search", "Quillfeather")
	b.run("search", "ZQX88MRK")
	b.run("person", "show", code, "--reveal", "Oblonsky asked for it")
	file := filepath.Join(b.work, "in.ndjson")
	if err := os.WriteFile(file, []byte(`{"kind":"approach","person":"`+code+`","text":"Quillfeather called from Wexmoor"}`), 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.run("import", file)
	for line := range strings.Lines(b.run("queue")) {
		if i := strings.LastIndex(line, "; a-"); i >= 0 {
			b.run("alert", "dismiss", strings.TrimSpace(line[i+2:]), "--reason", "known", "--note", "Quillfeather explained")
			break
		}
	}
}

// TestNothingLegibleOnDisk greps every file of the data folder for everything that
// was told, after a day in-process, after a day through a running desk that is
// killed without warning, and after an erasure.
func TestNothingLegibleOnDisk(t *testing.T) {
	b := newBench(t)
	b.run("init")
	b.day("K-01")
	b.grep("after a day")

	serve := b.cmd("serve", "--listen", "127.0.0.1:0")
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	for range 200 {
		if local.Running(b.dir) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.day("K-02")
	b.grep("while the desk runs")
	if err := serve.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = serve.Wait() // it was killed
	b.grep("after the kill")

	b.run("verify")
	b.run("person", "erase", "K-01", "--confirm", "K-01", "--reason", "asked for it")
	b.run("backup", filepath.Join(b.dir, "b.backup"))
	b.run("export", "--ledger", filepath.Join(b.dir, "l.ndjson"))
	b.grep("after an erasure, a backup and an export")
}

func (b bench) grep(when string) {
	b.t.Helper()
	files := 0
	err := filepath.WalkDir(b.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		files++
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range markers {
			for form, needle := range forms(m) {
				if bytes.Contains(bytes.ToLower(data), bytes.ToLower(needle)) {
					b.t.Errorf("%s: %s holds a marker (%s)", when, filepath.Base(path), form)
				}
			}
		}
		return nil
	})
	if err != nil || files < 5 {
		b.t.Fatalf("%s: %d files looked at, %v", when, files, err)
	}
}

// forms are the ways in which a word could lie on a disk.
func forms(word string) map[string][]byte {
	var wide []byte
	for _, u := range utf16.Encode([]rune(word)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	return map[string][]byte{"plain": []byte(word), "utf-16": wide, "hex": []byte(hex.EncodeToString([]byte(word))),
		"base64": []byte(base64.RawStdEncoding.EncodeToString([]byte(word)[:len(word)/3*3]))}
}
