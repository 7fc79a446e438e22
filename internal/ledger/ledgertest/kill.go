package ledgertest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"outrider/internal/ledger"
)

// killEnv tells the re-executed test binary that it is the writer, and where.
const killEnv = "OUTRIDER_KILL_WRITER"

// Writer is the life of a process that is going to be killed: it appends without
// end and prints the sequence number of every entry once it is acknowledged. A
// test binary calls it first thing; it returns at once where this process is no
// writer.
func Writer(open func(place string) (ledger.Log, error)) {
	place, ok := os.LookupEnv(killEnv)
	if !ok {
		return
	}
	place, seed, _ := strings.Cut(place, "\x1f")
	n, _ := strconv.ParseUint(seed, 10, 64)
	log, err := open(place)
	if err != nil {
		fmt.Println("error", err)
		select {}
	}
	c := ledger.NewCommitter(log, time.Now)
	for i := uint64(0); ; i++ {
		recs, err := c.Append(context.Background(), ledger.Any(), Entries(n<<20|i, 1+int(i%7)))
		if err != nil {
			fmt.Println("error", err)
			select {}
		}
		fmt.Println(recs[len(recs)-1].Seq, recs[len(recs)-1].Hash)
	}
}

// Kills says how often to kill: OUTRIDER_KILLS, or what is given.
func Kills(usual int) int {
	if n, err := strconv.Atoi(os.Getenv("OUTRIDER_KILLS")); err == nil && n > 0 {
		return n
	}
	return usual
}

// Kill starts the test binary as a writer on one place, kills it without warning
// at a random moment, and checks what is left; then again, on the same place. The
// seed decides the moments and is printed with a failure. Every hundred kills it
// goes on with an empty ledger, for each is verified whole.
func Kill(t *testing.T, seed uint64, times int, place string, open func(place string) (ledger.Log, func(), error)) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 2))
	var acked, all uint64
	for i := range times {
		at := fmt.Sprintf("%s-%d", place, i/100)
		if i%100 == 0 {
			all, acked = all+acked, 0
		}
		last, hash := life(t, at, seed<<10|uint64(i), r)
		log, done, err := open(at)
		if err != nil {
			t.Fatalf("seed %d, kill %d: the store does not open again: %v", seed, i, err)
		}
		rep, err := ledger.Verify(t.Context(), log, ledger.Head{}, nil)
		if err != nil || !rep.Whole() {
			t.Fatalf("seed %d, kill %d: the chain does not verify: %v %v", seed, i, rep.Damage, err)
		}
		acked = max(acked, last)
		if rep.Entries < acked {
			t.Fatalf("seed %d, kill %d: entry %d was acknowledged, the ledger has %d", seed, i, acked, rep.Entries)
		}
		if last > 0 && hashAt(t, log, last) != hash {
			t.Fatalf("seed %d, kill %d: entry %d is another than the acknowledged one", seed, i, last)
		}
		done()
	}
	all += acked
	t.Logf("seed %d: %d kills, %d entries acknowledged, all there", seed, times, all)
	if all == 0 {
		t.Errorf("seed %d: no writer ever got as far as one entry", seed)
	}
}

func hashAt(t *testing.T, log ledger.Log, seq uint64) string {
	t.Helper()
	for r, err := range log.Read(t.Context(), seq) {
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(r.Hash)
	}
	return ""
}

// life runs one writer until it is killed and returns the last acknowledgement
// that reached us.
func life(t *testing.T, place string, seed uint64, r *rand.Rand) (last uint64, hash string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), killEnv+"="+place+"\x1f"+strconv.FormatUint(seed, 10))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// Some die while opening, most in the middle of an append.
	until := r.IntN(60)
	lines := bufio.NewScanner(out)
	for n := 0; n < until && lines.Scan(); n++ {
		if strings.HasPrefix(lines.Text(), "error") {
			t.Fatalf("the writer could not go on: %s", lines.Text())
		}
		last, hash = ack(lines.Text(), last, hash)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(out) // a killed writer's pipe just ends
	for _, l := range append([]string{}, strings.Split(string(rest), "\n")...) {
		last, hash = ack(l, last, hash)
	}
	_ = cmd.Wait() // it was killed: that is its error
	return last, hash
}

// ack reads one acknowledgement; a line cut by the kill counts for nothing.
func ack(line string, last uint64, hash string) (uint64, string) {
	n, h, ok := strings.Cut(line, " ")
	seq, err := strconv.ParseUint(n, 10, 64)
	if !ok || err != nil || len(h) != 64 {
		return last, hash
	}
	return seq, h
}
