package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// plan asks PostgreSQL inside the server, so that no round trip is counted: a loop
// over what was copied in, each sighting asked about and then put in.
const plan = `
CREATE UNLOGGED TABLE tie (a bigint, b bigint, PRIMARY KEY (a, b));
CREATE UNLOGGED TABLE feed (n bigint PRIMARY KEY, sel bigint, person bigint, at bigint, x float8, y float8);
CREATE UNLOGGED TABLE met (sel bigint, person bigint, at bigint, x float8, y float8);
CREATE INDEX found ON met (sel, at, person, x, y);
\copy tie from 'tie.csv' csv
\copy feed from 'feed.csv' csv
ANALYZE tie; ANALYZE feed;
SET enable_seqscan = off;
\timing on
DO $$
DECLARE r record; hit boolean; hits bigint := 0;
BEGIN
	FOR r IN SELECT * FROM feed ORDER BY n LOOP
		SELECT %s INTO hit;
		IF hit THEN hits := hits + 1; END IF;
		INSERT INTO met VALUES (r.sel, r.person, r.at, r.x, r.y);
	END LOOP;
	RAISE NOTICE 'hits %%', hits;
END $$;
\timing off
SELECT 'size ' || pg_size_pretty(pg_total_relation_size('met'));
`

// server is a PostgreSQL in a folder of its own, run by somebody without rights.
type server struct {
	dir, bin string
	as       *syscall.Credential
}

// inPostgres asks a PostgreSQL that it starts and stops. Debian's is installed by
// apt-get install postgresql.
func inPostgres(all []met, ties [][2]int64) (took time.Duration, hits int, size string, err error) {
	s, err := startServer()
	if err != nil {
		return 0, 0, "", err
	}
	defer s.stop()
	err = errors.Join(
		s.write("tie.csv", len(ties), func(w io.Writer, i int) { fmt.Fprintf(w, "%d,%d\n", ties[i][0], ties[i][1]) }),
		s.write("feed.csv", len(all), func(w io.Writer, i int) {
			m := all[i]
			fmt.Fprintf(w, "%d,%d,%d,%d,%g,%g\n", i, m.sel, m.person, m.at, m.x, m.y)
		}))
	if err != nil {
		return 0, 0, "", err
	}
	asked := strings.NewReplacer("?1", "r.sel", "?2", "r.person", "?3", "r.at", "?4", "r.x", "?5", "r.y").Replace(strings.TrimPrefix(question, "SELECT "))
	psql := s.command("psql", "-X", "-q", "-t", "-v", "ON_ERROR_STOP=1", "-h", s.dir, "-U", "bench", "postgres")
	psql.Stdin = strings.NewReader(fmt.Sprintf(plan, asked))
	out, err := psql.CombinedOutput()
	if err != nil {
		return 0, 0, "", fmt.Errorf("psql: %w: %s", err, out)
	}
	return answer(string(out))
}

// answer reads what psql said: hits, time, size.
func answer(out string) (took time.Duration, hits int, size string, err error) {
	words := strings.Fields(out)
	after := func(word string) string {
		if i := slices.Index(words, word); i >= 0 && i+1 < len(words) {
			return words[i+1]
		}
		return ""
	}
	hits, err = strconv.Atoi(after("hits"))
	ms, err2 := strconv.ParseFloat(after("Time:"), 64)
	_, size, _ = strings.Cut(out, "size ")
	return time.Duration(ms * float64(time.Millisecond)), hits, strings.TrimSpace(size) + " of table and index", errors.Join(err, err2)
}

func startServer() (*server, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return nil, errors.New("no PostgreSQL: apt-get install postgresql")
	}
	dir, err := os.MkdirTemp("", "outrider-pg-")
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, bin: filepath.Dir(found[len(found)-1])}
	if err := s.begin(); err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	return s, nil
}

// begin gives the folder to somebody without rights, where we have any, and starts.
func (s *server) begin() error {
	if os.Getuid() == 0 {
		nobody, err := user.Lookup("nobody")
		if err != nil {
			return err
		}
		uid, _ := strconv.Atoi(nobody.Uid)
		gid, _ := strconv.Atoi(nobody.Gid)
		s.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(s.dir, uid, gid); err != nil {
			return err
		}
	}
	data := filepath.Join(s.dir, "data")
	if out, err := s.command("initdb", "-A", "trust", "-U", "bench", "-D", data).CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	options := "-c listen_addresses='' -c fsync=off -c shared_buffers=1GB -c work_mem=256MB -c unix_socket_directories=" + s.dir
	start := s.command("pg_ctl", "-w", "-s", "-D", data, "-l", filepath.Join(s.dir, "log"), "-o", options, "start")
	if err := start.Run(); err != nil {
		return fmt.Errorf("pg_ctl: %w", err)
	}
	return nil
}

func (s *server) stop() {
	_ = s.command("pg_ctl", "-w", "-s", "-m", "immediate", "-D", filepath.Join(s.dir, "data"), "stop").Run()
	_ = os.RemoveAll(s.dir)
}

func (s *server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.Dir = s.dir
	if s.as != nil {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	}
	return c
}

// write writes a file of lines for psql to copy in.
func (s *server) write(name string, n int, line func(io.Writer, int)) error {
	f, err := os.OpenFile(filepath.Join(s.dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	for i := range n {
		line(w, i)
	}
	return errors.Join(w.Flush(), f.Close())
}
