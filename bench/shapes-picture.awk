# SPDX-License-Identifier: MIT
#
# Draws what bench/shapes measured: a panel for each shape, milliseconds over size, both logarithmic. Lines of input:
# shape, size, milliseconds of BigStep, of mini, reason of a decline or -, what is counted. `limit` is the upper bound.

function log10 (x) { return log (x) / log (10) }
function x_of (panel, size) {
	return left(panel) + 12 + (width - 24) * log (size / first [panel]) / log (last [panel] / first [panel])
}
function y_of (panel, ms) {
	return top(panel) + height - height * (log10(ms < lowest ? lowest : ms) - log10(lowest)) / (log10(highest) - log10(lowest))
}
function left (panel) { return 70 + (panel % columns) * (width + 50) }
function top (panel) { return 118 + int (panel / columns) * (height + 92) }
function text (x, y, class, what) { printf "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>\n", x, y, class, what }
function line (x1, y1, x2, y2, class) {
	printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x1, y1, x2, y2, class
}

{
	if (!($1 in panel_of)) {
		panel_of [$1] = panels++
		name [panel_of [$1]] = $1
	}
	panel = panel_of [$1]
	i = cells [panel]++
	size [panel, i] = $2
	own [panel, i] = $3
	mini [panel, i] = $4
	is_declined [panel, i] = $5 != "-"
	declined += is_declined [panel, i]
	if (i == 0)
		first [panel] = $2
	last [panel] = $2
	unit [panel] = $6
	for (word = 7; word <= NF; word++)
		unit [panel] = unit [panel] " " $word
	if ($3 > most)
		most = $3
}

# One curve: points joined by a line
function curve (panel, values, class,    i, points) {
	for (i = 0; i < cells [panel]; i++)
		points = points sprintf ("%.1f,%.1f ", x_of(panel, size [panel, i]), y_of(panel, values [panel, i]))
	printf "<polyline points=\"%s\" class=\"%s\"/>\n", points, class
	for (i = 0; i < cells [panel]; i++)
		printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" class=\"%s\"/>\n", x_of(panel, size [panel, i]),
			y_of(panel, values [panel, i]), class (class == "own" && is_declined [panel, i] ? " declined" : "")
}

# Which way linear growth goes, through the last point
function guide (panel,    i, low) {
	i = cells [panel] - 1
	low = own [panel, i] * first [panel] / last [panel]
	if (low >= lowest)
		line(x_of(panel, first [panel]), y_of(panel, low), x_of(panel, last [panel]), y_of(panel, own [panel, i]), "linear")
}

function draw (panel,    decade, i) {
	printf "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"panel\"/>\n", left(panel), top(panel), width, height
	for (decade = lowest; decade <= highest; decade *= 10) {
		line(left(panel), y_of(panel, decade), left(panel) + width, y_of(panel, decade), "grid")
		if (panel % columns == 0)
			text(left(panel) - 8, y_of(panel, decade) + 4, "right", decade < 1000 ? decade " ms" : decade / 1000 " s")
	}
	line(left(panel), y_of(panel, limit), left(panel) + width, y_of(panel, limit), "limit")
	for (i = 0; i < cells [panel]; i++)
		text(x_of(panel, size [panel, i]), top(panel) + height + 16, "middle", size [panel, i])
	text(left(panel), top(panel) - 22, "name", name [panel])
	text(left(panel), top(panel) - 7, "unit", unit [panel])
	if (cells [panel] > 1)
		guide(panel)
	curve(panel, mini, "mini")
	curve(panel, own, "own")
}

function legend (x, class, what) {
	line(x, 58, x + 28, 58, class)
	text(x + 36, 62, "unit", what)
}

END {
	columns = panels < 4 ? panels : 4
	width = 230
	height = 170
	lowest = 1
	for (highest = 10000; highest < most; highest *= 10)
		;
	rows = int ((panels + columns - 1) / columns)
	total_width = 70 + columns * (width + 50)
	if (total_width < 860)
		total_width = 860
	total_height = 118 + rows * (height + 92) - 40
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">\n", total_width,
		total_height, total_width, total_height
	print "<style>text { font: 12px sans-serif; fill: #444 } .title { font-size: 19px; fill: #111 } .name { font-weight: bold; font-size: 14px; fill: #111 }"
	print ".right { text-anchor: end } .middle { text-anchor: middle } .panel { fill: #fff; stroke: #bbb } .grid { stroke: #e4e4e4 }"
	print ".limit { stroke: #c33; stroke-dasharray: 6 3 } .linear { stroke: #999; stroke-dasharray: 2 3 }"
	print ".own { stroke: #1663b0; stroke-width: 2; fill: none } .mini { stroke: #b08000; stroke-width: 1.5; fill: none }"
	print "circle.own { fill: #1663b0 } circle.mini { fill: #b08000 } circle.declined { fill: #fff }</style>"
	printf "<rect width=\"%d\" height=\"%d\" fill=\"#fafafa\"/>\n", total_width, total_height
	text(24, 34, "title", "What compiling a method costs as it grows")
	legend(24, "own", "BigStep, processor time")
	legend(220, "mini", "mini")
	legend(310, "linear", "linear growth, to the largest size")
	legend(580, "limit", "most that is allowed")
	if (declined) {
		print "<circle cx=\"754\" cy=\"58\" r=\"3\" class=\"own declined\"/>"
		text(766, 62, "unit", "declined")
	}
	for (panel = 0; panel < panels; panel++)
		draw(panel)
	print "</svg>"
}
