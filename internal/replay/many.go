package replay

import (
	"context"
	"iter"
	"sync"
	"sync/atomic"

	"outrider/internal/intake"
	"outrider/internal/intake/chronology"
)

// Played is what a replay of one of many cases gave, or why it gave nothing.
type Played struct {
	Case  string
	Lines []Line
	Err   error

	fed     []chronology.Timed
	refused []intake.Refusal
}

// RunMany replays many cases on as many cores as it is given workers, and hands
// them out in the order of the files as soon as that order allows: whoever reads
// gets the same bytes however many workers there are. Each case has a desk of its
// own; a case that fails costs only itself.
func RunMany(ctx context.Context, files []chronology.File, o Options, workers int) iter.Seq[Played] {
	return func(yield func(Played) bool) {
		ctx, stop := context.WithCancel(ctx)
		var wg sync.WaitGroup
		defer wg.Wait()
		defer stop()
		slots := make([]chan Played, len(files))
		for i := range slots {
			slots[i] = make(chan Played, 1)
		}
		var next atomic.Int64
		for range max(1, min(workers, len(files))) {
			wg.Go(func() {
				for i := next.Add(1) - 1; i < int64(len(files)); i = next.Add(1) - 1 {
					slots[i] <- playOne(ctx, files[i], o)
				}
			})
		}
		for i := range slots {
			p := <-slots[i]
			refuse(o, p.refused)
			if !yield(p) {
				return
			}
		}
	}
}

// playOne replays one case and keeps what it refused until its turn comes.
func playOne(ctx context.Context, f chronology.File, o Options) Played {
	p := Played{Case: f.Case.ID}
	o.Refuse = func(r intake.Refusal) { p.refused = append(p.refused, r) }
	if p.Err = ctx.Err(); p.Err != nil {
		return p
	}
	p.Lines, p.Err = Run(ctx, f, o)
	p.fed = Feeds(f, o)
	return p
}
