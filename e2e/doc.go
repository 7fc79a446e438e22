// Package e2e looks at the pages in real browsers: whether they fit a phone,
// load nothing from elsewhere, break no content security policy, pass an
// accessibility check, and work with scripts switched off. Its tests need
// Chromium and Firefox ESR, which stands in for Tor Browser with the settings of
// its strictest level, and run only with the build tag e2e; see CONTRIBUTING.md.
package e2e
