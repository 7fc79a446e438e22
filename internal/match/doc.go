// Package match compares names across scripts and spellings: is the person who
// made contact the one on the list?
//
// A text becomes a Name once, and Names are compared cheaply. Every word of a
// name is read into sounds of one small alphabet, whatever its script; two words
// are aligned sound by sound with log-likelihood ratios learnt from public
// transliteration pairs (a pair model in the sense of Ristad and Yianilos 1998),
// words are assigned to words, and what agrees, contradicts or is merely left
// out is weighed as Fellegi and Sunter 1969 weigh fields. The result is a
// probability, the reasons field by field, and a decision in which a name that
// cannot identify anybody by itself is left to a human.
//
// It compares contacts with lists. What a name says of anybody's origin is
// neither an input nor an output, and the rooms that think about threats may not
// import this one.
package match
