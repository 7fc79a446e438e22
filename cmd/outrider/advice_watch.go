package main

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"outrider"
	"outrider/advice"
	"outrider/internal/guidance"
)

// ownTexts are an organisation's own texts of advice, watched while a desk runs.
type ownTexts struct {
	texts  *guidance.Keeper
	folder fs.FS
	last   string // where those in force are kept
	was    string // as the folder was looked at last
	log    *slog.Logger
}

// watchTexts watches a folder from its present state on; nil where there is none.
func (e *env) watchTexts(texts *guidance.Keeper, folder, dir string) *ownTexts {
	if folder == "" {
		return nil
	}
	own := os.DirFS(folder)
	return &ownTexts{texts: texts, folder: own, last: filepath.Join(dir, lastAdvice), was: folderState(own), log: e.logger()}
}

// run looks at the folder every minute.
func (o *ownTexts) run(ctx context.Context) {
	if o == nil {
		return
	}
	t := time.NewTicker(tickEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			o.look()
		}
	}
}

// look tries the texts if a file of theirs has changed. What is broken is logged and
// shown on the page of advice, and the edition before stays in force; a file that is
// only half written is tried again when it is whole.
func (o *ownTexts) look() {
	now := folderState(o.folder)
	if now == o.was {
		return
	}
	o.was = now
	ok, faults := o.texts.Use(advice.FS, o.folder)
	for _, f := range faults {
		o.log.Warn("advice", "file", f.File, "line", f.Line, "field", f.Name, "reason", f.What)
	}
	if !ok {
		o.log.Error("the changed advice is not in force, the edition before stays", "faults", len(faults))
		return
	}
	o.log.Info("the changed advice is in force")
	if err := keepAdvice(o.folder, o.last); err != nil {
		o.log.Error("advice", "code", outrider.CodeOf(err), "err", err)
	}
}

// folderState is another one when a file of a folder has changed.
func folderState(folder fs.FS) string {
	var b strings.Builder
	err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintln(&b, name, info.Size(), info.ModTime().UnixNano())
		}
		return err
	})
	if err != nil {
		return err.Error()
	}
	return b.String()
}
