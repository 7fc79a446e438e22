package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"outrider/internal/match"
)

// countBearers prints how often a word stands in names, in bearers per million:
// the mean of the Wikidata pairs (Latin and Russian forms, weighted by their third
// column) and of the persons on an OFAC list. Words are counted by their sounds,
// with "=" before them, and by skeleton.
func countBearers(folder, list string) {
	wiki, named := map[string]float64{}, map[string]float64{}
	terms := map[string]float64{}
	total, people, things := 0.0, 0.0, 0.0
	f := open(filepath.Join(folder, "russian_80"))
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		cols := strings.Split(s.Text(), "\t")
		n, err := strconv.ParseFloat(cols[len(cols)-1], 64)
		if err != nil || len(cols) != 3 {
			continue
		}
		total += n
		for _, w := range []string{cols[0], strings.ReplaceAll(cols[1], " ", "")} {
			tally(wiki, w, n/2)
		}
	}
	g := open(list)
	defer g.Close()
	r := csv.NewReader(g)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	for {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil || len(row) < 3 {
			continue
		}
		if strings.TrimSpace(row[2]) != "individual" {
			things++
			for _, t := range match.New(row[1], match.KindOrganisation).Tokens() {
				terms["o="+t.Sounds]++
			}
			continue
		}
		people++
		for _, t := range match.New(row[1], match.KindPerson).Tokens() {
			tally(named, t.Text, 1)
		}
	}
	// A full name has about two words in either source.
	for k, n := range terms {
		if n > 2 {
			named[k] = n * 2 * people / things // in shares of organisations
		}
	}
	printBearers(wiki, total/2, named, people)
}

// tally counts a word by its sounds and by its skeleton.
func tally(into map[string]float64, word string, n float64) {
	s, _ := match.Sounds(word)
	if s == "" {
		return
	}
	into["="+s] += n
	if k := match.Skeleton(s); k != "" {
		into[k] += n
	}
}

func printBearers(a map[string]float64, na float64, b map[string]float64, nb float64) {
	fmt.Println("# Bearers of a word per million names: by its sounds after =, else by its consonant skeleton (match.Skeleton).")
	fmt.Println("# Mean of the Wikidata name pairs of Merhav and Ash 2018 (CC0) and of the persons on the OFAC SDN list of 3 May 2024")
	fmt.Println("# (a work of the United States government). After o=, organisations on that list that have the word, per million. Words below 12 are left out. Made by bench/namesfit.")
	keys := map[string]bool{}
	for k := range a {
		keys[k] = true
	}
	for k := range b {
		keys[k] = true
	}
	var out []string
	for k := range keys {
		if v := 5e5*a[k]/na + 5e5*b[k]/nb; v >= 12 {
			out = append(out, fmt.Sprintf("%s\t%.0f", k, v))
		}
	}
	slices.Sort(out)
	fmt.Println(strings.Join(out, "\n"))
}

func open(path string) *os.File {
	f, err := os.Open(path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	return f
}
