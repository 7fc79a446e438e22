package photo

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// reduced draws a picture on white, no side longer than side. It halves first and
// scales the rest: each pixel of the result then rests on all of those it covers,
// and no step needs more memory than the picture itself.
func reduced(src image.Image, side int) *image.RGBA {
	for {
		b := src.Bounds()
		w, h := b.Dx(), b.Dy()
		long := max(w, h)
		if long <= side {
			return scaled(src, w, h)
		}
		if long < 2*side {
			return scaled(src, max(1, w*side/long), max(1, h*side/long))
		}
		src = scaled(src, max(1, w/2), max(1, h/2))
	}
}

func scaled(src image.Image, w, h int) *image.RGBA {
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Over, nil)
	return dst
}

// turned applies an EXIF orientation (1 to 8; anything else is upright): where in
// the source each pixel of the result lies. The cases follow the table of the EXIF
// standard (CIPA DC-008), tag 0x0112.
func turned(src *image.RGBA, orientation int) *image.RGBA {
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	from := map[int]func(x, y int) (int, int){
		2: func(x, y int) (int, int) { return w - 1 - x, y },
		3: func(x, y int) (int, int) { return w - 1 - x, h - 1 - y },
		4: func(x, y int) (int, int) { return x, h - 1 - y },
		5: func(x, y int) (int, int) { return y, x },
		6: func(x, y int) (int, int) { return y, h - 1 - x },
		7: func(x, y int) (int, int) { return w - 1 - y, h - 1 - x },
		8: func(x, y int) (int, int) { return w - 1 - y, x },
	}[orientation]
	if from == nil {
		return src
	}
	tw, th := w, h
	if orientation >= 5 {
		tw, th = h, w
	}
	dst := image.NewRGBA(image.Rect(0, 0, tw, th))
	for y := range th {
		for x := range tw {
			sx, sy := from(x, y)
			dst.SetRGBA(x, y, src.RGBAAt(sx, sy))
		}
	}
	return dst
}
