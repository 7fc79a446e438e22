package main

import (
	"bufio"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"outrider/internal/match"
)

// findCognates prints the pairs that many people bear and that no spelling
// explains: translated names, seen at least so often and among the two commonest
// Latin forms of the foreign word.
func findCognates(folder string) {
	fmt.Println("# Names whose form in another script is not their spelling: foreign word, Latin word. Found in the training parts of the")
	fmt.Println("# Wikidata name pairs of Merhav and Ash 2018 (CC0): at least four bearers and a poor fit of sounds. Made by bench/namesfit.")
	for _, s := range sources {
		type form struct {
			latin string
			n     float64
		}
		by := map[string][]form{}
		f := open(filepath.Join(folder, s.file+"_80"))
		for sc := bufio.NewScanner(f); sc.Scan(); {
			cols := strings.Split(sc.Text(), "\t")
			if len(cols) != 3 {
				continue
			}
			n, _ := strconv.ParseFloat(cols[2], 64)
			w := strings.ReplaceAll(cols[1], " ", "")
			by[w] = append(by[w], form{cols[0], n})
		}
		f.Close()
		words := make([]string, 0, len(by))
		for w := range by {
			words = append(words, w)
		}
		slices.Sort(words)
		for _, w := range words {
			list := by[w]
			slices.SortStableFunc(list, func(a, b form) int { return int(b.n - a.n) })
			for i, l := range list {
				if i < 3 && l.n >= 4 && l.n*12 > list[0].n && match.Words(l.latin, w) < .35 {
					fmt.Printf("%s\t%s\n", w, l.latin)
				}
			}
		}
	}
}
