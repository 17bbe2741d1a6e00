// One large method of some 330 statements that mix arithmetic, branches, loops, arrays, switches and calls: many live
// values,
// many blocks (the statements are arbitrary; their result is compared)
using System;
using System.Runtime.CompilerServices;

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] static int Small (int a, int b, int c) { return (a ^ b) + c; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Large (int a, int b, int c, int d, int[] data)
	{
		int e = a + b, f = b - c, g = c * d, h = 1;
		double number = 0.5;
		f = c * 84 + g;
		a = b * 47 + b;
		a = d * 12 + a;
		if ((g & 31) == 1) g ^= b; else g -= 31;
		data [73] += g - a;
		b += data [(d & 63) + 14] ^ a >> 12;
		for (int i = 0; i < (a & 7); i++) g = g * 31 + data [i] + d;
		c = e > g ? e / 19 : g % 20;
		number = number * 0.14 + e;
		d += Small (f, b, 71);
		switch (a & 3) { case 0: b++; break; case 1: b += d; break; case 2: b ^= 64; break; }
		g = f * 75 + h;
		h = f * 32 + e;
		c = d * 74 + b;
		if ((h & 94) == 4) e ^= f; else e -= 94;
		data [16] += e - b;
		g += data [(c & 63) + 20] ^ f >> 20;
		for (int i = 0; i < (g & 7); i++) h = h * 31 + data [i] + a;
		b = f > f ? f / 89 : f % 90;
		number = number * 0.09 + h;
		b += Small (e, h, 90);
		switch (a & 3) { case 0: b++; break; case 1: b += e; break; case 2: b ^= 83; break; }
		h = e * 86 + g;
		f = a * 46 + h;
		c = b * 8 + h;
		if ((e & 95) == 0) d ^= c; else d -= 95;
		data [64] += g - g;
		b += data [(c & 63) + 22] ^ h >> 21;
		for (int i = 0; i < (c & 7); i++) e = e * 31 + data [i] + g;
		e = g > f ? g / 88 : f % 89;
		number = number * 0.11 + d;
		c += Small (c, d, 85);
		switch (a & 3) { case 0: d++; break; case 1: d += h; break; case 2: d ^= 76; break; }
		c = e * 1 + e;
		c = g * 79 + f;
		f = c * 59 + a;
		if ((g & 51) == 1) g ^= g; else g -= 51;
		data [8] += h - g;
		d += data [(b & 63) + 27] ^ d >> 26;
		for (int i = 0; i < (b & 7); i++) c = c * 31 + data [i] + f;
		a = b > a ? b / 73 : a % 74;
		number = number * 0.79 + b;
		a += Small (b, d, 79);
		switch (c & 3) { case 0: g++; break; case 1: g += e; break; case 2: g ^= 45; break; }
		f = h * 15 + b;
		h = h * 62 + h;
		e = b * 14 + c;
		if ((e & 89) == 4) f ^= h; else f -= 89;
		data [68] += a - d;
		f += data [(c & 63) + 8] ^ a >> 6;
		for (int i = 0; i < (b & 7); i++) e = e * 31 + data [i] + e;
		f = c > f ? c / 29 : f % 30;
		number = number * 0.31 + d;
		g += Small (d, d, 67);
		switch (f & 3) { case 0: h++; break; case 1: h += a; break; case 2: h ^= 4; break; }
		e = h * 25 + e;
		f = h * 47 + f;
		b = d * 30 + b;
		if ((d & 27) == 2) h ^= f; else h -= 27;
		data [84] += a - h;
		f += data [(b & 63) + 20] ^ b >> 19;
		for (int i = 0; i < (h & 7); i++) d = d * 31 + data [i] + c;
		f = b > g ? b / 60 : g % 61;
		number = number * 0.22 + b;
		c += Small (a, c, 76);
		switch (c & 3) { case 0: h++; break; case 1: h += h; break; case 2: h ^= 85; break; }
		f = c * 3 + c;
		a = b * 56 + c;
		d = d * 33 + a;
		if ((e & 76) == 1) d ^= d; else d -= 76;
		data [17] += e - g;
		a += data [(f & 63) + 25] ^ h >> 23;
		for (int i = 0; i < (c & 7); i++) g = g * 31 + data [i] + c;
		a = h > c ? h / 78 : c % 79;
		number = number * 0.19 + c;
		h += Small (b, a, 42);
		switch (b & 3) { case 0: h++; break; case 1: h += a; break; case 2: h ^= 32; break; }
		d = e * 13 + a;
		h = a * 57 + b;
		f = d * 58 + e;
		if ((d & 72) == 2) h ^= e; else h -= 72;
		data [54] += h - c;
		b += data [(g & 63) + 11] ^ h >> 10;
		for (int i = 0; i < (d & 7); i++) b = b * 31 + data [i] + g;
		d = e > b ? e / 20 : b % 21;
		number = number * 0.18 + c;
		h += Small (d, b, 51);
		switch (c & 3) { case 0: h++; break; case 1: h += d; break; case 2: h ^= 21; break; }
		g = g * 54 + f;
		d = f * 12 + f;
		f = a * 71 + f;
		if ((h & 50) == 0) h ^= a; else h -= 50;
		data [15] += e - b;
		d += data [(b & 63) + 4] ^ b >> 3;
		for (int i = 0; i < (a & 7); i++) e = e * 31 + data [i] + c;
		c = g > e ? g / 52 : e % 53;
		number = number * 0.12 + h;
		e += Small (a, c, 55);
		switch (e & 3) { case 0: b++; break; case 1: b += a; break; case 2: b ^= 82; break; }
		b = e * 78 + b;
		d = b * 16 + e;
		h = a * 71 + f;
		if ((e & 6) == 1) g ^= c; else g -= 6;
		data [34] += b - c;
		a += data [(c & 63) + 10] ^ d >> 9;
		for (int i = 0; i < (d & 7); i++) e = e * 31 + data [i] + e;
		c = e > f ? e / 3 : f % 4;
		number = number * 0.03 + a;
		d += Small (h, d, 58);
		switch (g & 3) { case 0: b++; break; case 1: b += h; break; case 2: b ^= 70; break; }
		g = e * 30 + d;
		f = d * 52 + c;
		f = a * 2 + c;
		if ((e & 21) == 1) b ^= g; else b -= 21;
		data [65] += b - g;
		e += data [(d & 63) + 6] ^ e >> 6;
		for (int i = 0; i < (c & 7); i++) h = h * 31 + data [i] + c;
		h = a > e ? a / 47 : e % 48;
		number = number * 0.05 + f;
		e += Small (d, f, 24);
		switch (f & 3) { case 0: a++; break; case 1: a += g; break; case 2: a ^= 11; break; }
		h = e * 32 + d;
		a = b * 12 + e;
		c = g * 51 + a;
		if ((e & 81) == 1) a ^= e; else a -= 81;
		data [85] += b - c;
		g += data [(f & 63) + 20] ^ h >> 20;
		for (int i = 0; i < (c & 7); i++) e = e * 31 + data [i] + a;
		g = c > a ? c / 88 : a % 89;
		number = number * 0.06 + b;
		c += Small (f, b, 49);
		switch (a & 3) { case 0: h++; break; case 1: h += a; break; case 2: h ^= 81; break; }
		d = h * 1 + e;
		h = b * 85 + b;
		b = h * 10 + e;
		if ((d & 30) == 0) e ^= d; else e -= 30;
		data [10] += h - g;
		h += data [(e & 63) + 19] ^ a >> 17;
		for (int i = 0; i < (b & 7); i++) d = d * 31 + data [i] + c;
		e = e > c ? e / 2 : c % 3;
		number = number * 0.35 + a;
		b += Small (d, h, 38);
		switch (h & 3) { case 0: e++; break; case 1: e += h; break; case 2: e ^= 60; break; }
		b = d * 11 + e;
		h = a * 59 + e;
		b = h * 50 + e;
		if ((d & 75) == 0) d ^= b; else d -= 75;
		data [47] += c - e;
		c += data [(e & 63) + 1] ^ b >> 29;
		for (int i = 0; i < (d & 7); i++) f = f * 31 + data [i] + h;
		g = a > c ? a / 1 : c % 2;
		number = number * 0.39 + h;
		c += Small (g, f, 49);
		switch (b & 3) { case 0: f++; break; case 1: f += f; break; case 2: f ^= 1; break; }
		f = f * 16 + g;
		d = a * 33 + e;
		f = b * 50 + g;
		if ((f & 97) == 2) b ^= g; else b -= 97;
		data [14] += a - e;
		a += data [(e & 63) + 2] ^ c >> 1;
		for (int i = 0; i < (g & 7); i++) e = e * 31 + data [i] + f;
		f = g > a ? g / 81 : a % 82;
		number = number * 0.07 + d;
		g += Small (h, c, 83);
		switch (h & 3) { case 0: e++; break; case 1: e += a; break; case 2: e ^= 71; break; }
		c = c * 54 + h;
		f = e * 33 + e;
		e = g * 39 + d;
		if ((g & 22) == 2) h ^= b; else h -= 22;
		data [65] += b - d;
		h += data [(d & 63) + 13] ^ h >> 12;
		for (int i = 0; i < (g & 7); i++) h = h * 31 + data [i] + c;
		d = d > b ? d / 23 : b % 24;
		number = number * 0.31 + b;
		f += Small (e, d, 3);
		switch (g & 3) { case 0: g++; break; case 1: g += g; break; case 2: g ^= 96; break; }
		d = g * 44 + e;
		a = h * 74 + e;
		f = c * 12 + d;
		if ((d & 52) == 2) e ^= g; else e -= 52;
		data [3] += g - e;
		c += data [(a & 63) + 1] ^ g >> 29;
		for (int i = 0; i < (h & 7); i++) h = h * 31 + data [i] + a;
		g = h > h ? h / 32 : h % 33;
		number = number * 0.20 + d;
		b += Small (h, b, 71);
		switch (a & 3) { case 0: a++; break; case 1: a += c; break; case 2: a ^= 30; break; }
		a = e * 81 + c;
		e = g * 13 + b;
		b = e * 50 + d;
		if ((d & 2) == 2) e ^= a; else e -= 2;
		data [41] += h - e;
		d += data [(h & 63) + 11] ^ d >> 9;
		for (int i = 0; i < (a & 7); i++) d = d * 31 + data [i] + g;
		e = a > a ? a / 25 : a % 26;
		number = number * 0.33 + g;
		d += Small (g, f, 30);
		switch (a & 3) { case 0: h++; break; case 1: h += f; break; case 2: h ^= 92; break; }
		g = f * 26 + g;
		a = e * 27 + b;
		h = d * 25 + e;
		if ((h & 34) == 4) d ^= d; else d -= 34;
		data [79] += b - h;
		c += data [(d & 63) + 24] ^ h >> 23;
		for (int i = 0; i < (c & 7); i++) a = a * 31 + data [i] + g;
		d = a > c ? a / 54 : c % 55;
		number = number * 0.51 + a;
		h += Small (f, b, 11);
		switch (f & 3) { case 0: c++; break; case 1: c += d; break; case 2: c ^= 24; break; }
		h = a * 86 + e;
		g = f * 57 + f;
		c = b * 11 + a;
		if ((b & 54) == 4) e ^= f; else e -= 54;
		data [46] += d - g;
		e += data [(g & 63) + 7] ^ b >> 7;
		for (int i = 0; i < (d & 7); i++) h = h * 31 + data [i] + f;
		h = d > f ? d / 47 : f % 48;
		number = number * 0.32 + a;
		g += Small (a, g, 5);
		switch (b & 3) { case 0: h++; break; case 1: h += a; break; case 2: h ^= 33; break; }
		d = b * 47 + f;
		e = f * 34 + a;
		f = e * 1 + e;
		if ((a & 14) == 4) b ^= d; else b -= 14;
		data [33] += h - g;
		g += data [(h & 63) + 4] ^ c >> 2;
		for (int i = 0; i < (a & 7); i++) c = c * 31 + data [i] + e;
		c = d > f ? d / 41 : f % 42;
		number = number * 0.66 + f;
		d += Small (g, c, 32);
		switch (b & 3) { case 0: g++; break; case 1: g += a; break; case 2: g ^= 62; break; }
		f = c * 14 + g;
		b = e * 27 + b;
		b = g * 91 + h;
		if ((c & 18) == 3) h ^= d; else h -= 18;
		data [96] += h - d;
		b += data [(e & 63) + 6] ^ e >> 5;
		for (int i = 0; i < (f & 7); i++) e = e * 31 + data [i] + e;
		e = d > h ? d / 32 : h % 33;
		number = number * 0.20 + d;
		e += Small (d, f, 9);
		switch (e & 3) { case 0: g++; break; case 1: g += d; break; case 2: g ^= 65; break; }
		d = b * 5 + h;
		b = a * 30 + h;
		h = f * 38 + a;
		if ((b & 25) == 0) d ^= a; else d -= 25;
		data [66] += b - f;
		c += data [(h & 63) + 26] ^ e >> 24;
		for (int i = 0; i < (b & 7); i++) a = a * 31 + data [i] + f;
		a = f > f ? f / 19 : f % 20;
		number = number * 0.05 + d;
		d += Small (a, f, 53);
		switch (c & 3) { case 0: f++; break; case 1: f += e; break; case 2: f ^= 10; break; }
		d = a * 71 + h;
		h = b * 13 + g;
		g = c * 84 + b;
		if ((g & 53) == 3) c ^= e; else c -= 53;
		data [7] += e - g;
		e += data [(f & 63) + 24] ^ g >> 23;
		for (int i = 0; i < (f & 7); i++) a = a * 31 + data [i] + d;
		g = d > a ? d / 56 : a % 57;
		number = number * 0.12 + g;
		g += Small (f, h, 21);
		switch (a & 3) { case 0: c++; break; case 1: c += a; break; case 2: c ^= 71; break; }
		c = g * 74 + b;
		f = c * 45 + c;
		e = c * 9 + c;
		if ((g & 97) == 2) b ^= h; else b -= 97;
		data [6] += e - c;
		h += data [(f & 63) + 18] ^ a >> 16;
		for (int i = 0; i < (b & 7); i++) g = g * 31 + data [i] + c;
		d = g > d ? g / 61 : d % 62;
		number = number * 0.52 + d;
		c += Small (g, f, 16);
		switch (d & 3) { case 0: c++; break; case 1: c += d; break; case 2: c ^= 6; break; }
		a = f * 50 + b;
		h = e * 40 + g;
		d = g * 85 + g;
		if ((h & 23) == 3) f ^= h; else f -= 23;
		data [60] += a - h;
		d += data [(h & 63) + 23] ^ h >> 23;
		for (int i = 0; i < (g & 7); i++) h = h * 31 + data [i] + b;
		c = f > g ? f / 47 : g % 48;
		number = number * 0.06 + h;
		c += Small (b, f, 93);
		switch (a & 3) { case 0: b++; break; case 1: b += g; break; case 2: b ^= 84; break; }
		c = a * 79 + b;
		b = d * 63 + c;
		e = c * 9 + d;
		if ((e & 42) == 2) f ^= c; else f -= 42;
		data [33] += h - c;
		h += data [(d & 63) + 19] ^ e >> 17;
		for (int i = 0; i < (f & 7); i++) d = d * 31 + data [i] + f;
		d = c > g ? c / 21 : g % 22;
		number = number * 0.22 + f;
		e += Small (b, a, 82);
		switch (h & 3) { case 0: f++; break; case 1: f += b; break; case 2: f ^= 33; break; }
		g = f * 49 + e;
		f = c * 43 + f;
		b = h * 23 + d;
		if ((e & 40) == 0) a ^= e; else a -= 40;
		data [29] += a - a;
		c += data [(e & 63) + 24] ^ g >> 23;
		for (int i = 0; i < (a & 7); i++) f = f * 31 + data [i] + c;
		d = a > a ? a / 7 : a % 8;
		number = number * 0.14 + f;
		f += Small (d, g, 75);
		switch (c & 3) { case 0: e++; break; case 1: e += d; break; case 2: e ^= 47; break; }
		h = c * 2 + c;
		d = c * 13 + h;
		b = c * 52 + e;
		if ((a & 83) == 3) e ^= a; else e -= 83;
		data [32] += h - h;
		c += data [(a & 63) + 8] ^ a >> 8;
		for (int i = 0; i < (g & 7); i++) a = a * 31 + data [i] + c;
		c = a > b ? a / 2 : b % 3;
		number = number * 0.26 + c;
		g += Small (c, e, 9);
		switch (a & 3) { case 0: e++; break; case 1: e += h; break; case 2: e ^= 92; break; }
		a = g * 96 + g;
		h = b * 23 + h;
		d = b * 30 + e;
		if ((b & 96) == 1) a ^= f; else a -= 96;
		data [82] += a - e;
		g += data [(e & 63) + 23] ^ e >> 21;
		for (int i = 0; i < (b & 7); i++) d = d * 31 + data [i] + a;
		e = d > d ? d / 21 : d % 22;
		number = number * 0.43 + d;
		d += Small (g, h, 61);
		switch (a & 3) { case 0: a++; break; case 1: a += g; break; case 2: a ^= 93; break; }
		return a + " " + b + " " + c + " " + d + " " + e + " " + f + " " + g + " " + h + " " + Report.Show (number);
	}
}

static class Callers {
	public static void Run ()
	{
		var data = new int [100];
		for (int round = 0; round < 10; round++)
			Report.Line (Callees.Large (round, -round * 1000003, round << 20, 12345, data));
		Report.Value ("data", data);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
