package rates

// GammaQuantile opens one quantile to the tests.
func GammaQuantile(shape, mean, at float64) float64 { return gammaQuantiles(shape, mean, at)[0] }

// BetaQuantile opens one quantile to the tests.
func BetaQuantile(a, b, at float64) float64 { return betaQuantiles(a, b, at)[0] }
