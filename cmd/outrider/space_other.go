//go:build !linux

package main

import "errors"

// freeBytes is not asked for outside Linux.
func freeBytes(string) (uint64, error) { return 0, errors.ErrUnsupported }
