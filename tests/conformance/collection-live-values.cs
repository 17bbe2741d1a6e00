// What only registers, stack slots, arguments under way, copies of structs and derived addresses refer to survives
// collections in calls (ECMA-335 I.12.1.5)
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

struct Small { public string A; public int Number; }
struct Large { public string A, B; public long Number; public string C; public Small Inner; }
class Node { public int Value; public Node Next; public Small Small; public string Text; }

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] static string New (int i) { return "new" + i; }
	[MethodImpl (MethodImplOptions.NoInlining)] static Node NewNode (int i) { return new Node { Value = i }; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string NewAfterCollection (int i)
	{
		Garbage.Collect ();
		return New (i);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static Small NewSmall (int i)
	{
		var small = new Small { A = New (i), Number = i };
		Garbage.Collect ();
		return small;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static Large NewLarge (int i)
	{
		var large = new Large { A = New (i), B = New (i + 1), C = New (i + 2), Number = i };
		large.Inner = NewSmall (i + 3);
		return large;
	}

	static string Show (Large large)
	{
		return large.A + large.B + large.C + large.Number + large.Inner.A + large.Inner.Number;
	}

	/* More than there are registers */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Many (int i)
	{
		string a = New (i), b = New (i + 1), c = New (i + 2), d = New (i + 3), e = New (i + 4), f = New (i + 5);
		string g = New (i + 6), h = New (i + 7), j = New (i + 8), k = New (i + 9), l = New (i + 10), m = New (i + 11);
		Garbage.Collect ();
		string first = a + b + c + d + e + f;
		Garbage.CollectAll ();
		string last = g + h + j + k + l + m;
		Garbage.Collect ();
		return first + last + a + m;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string Join (string a, string b, string c, string d, string e, string f, string g, string h, Large i)
	{
		Garbage.Collect ();
		return a + b + c + d + e + f + g + h + Show (i);
	}

	/* Arguments that wait while the next ones are made */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Arguments (int i)
	{
		return Join (New (i), NewAfterCollection (i + 1), New (i + 2), NewAfterCollection (i + 3), New (i + 4),
			NewAfterCollection (i + 5), New (i + 6), NewAfterCollection (i + 7), NewLarge (i + 8));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Structs (int i)
	{
		Large large = NewLarge (i), copy = large;
		Small small = NewSmall (i + 10);
		Garbage.Collect ();
		large.A = New (i + 20);
		copy.Inner = small;
		Garbage.CollectAll ();
		object box = copy;
		Garbage.Collect ();
		return Show (large) + Show (copy) + Show ((Large) box) + small.A;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int[] NewNumbers (int length)
	{
		var numbers = new int [length];
		for (int i = 0; i < length; i++)
			numbers [i] = i * 5;
		return numbers;
	}

	/* The array's address may be replaced by one below or beyond it */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long OffsetIndex (int length, int offset)
	{
		int[] numbers = NewNumbers (length);
		long sum = 0;
		for (int i = offset; i < length + offset; i++) {
			if (i % 16 == 0)
				Garbage.Collect ();
			sum = sum * 31 + numbers [i - offset];
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long ConstantOffset (int length)
	{
		int[] numbers = NewNumbers (length);
		long sum = 0;
		for (int i = 100000; i < length + 100000; i++) {
			if (i % 16 == 0)
				Garbage.Collect ();
			sum = sum * 31 + numbers [i - 100000];
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Backwards (int length)
	{
		int[] numbers = NewNumbers (length);
		long sum = 0;
		for (int i = 0; i < length; i++) {
			if (i % 16 == 0)
				Garbage.Collect ();
			sum = sum * 31 + numbers [length - 1 - i] + numbers [numbers.Length - i - 1];
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Matrix (int rows, int columns)
	{
		var matrix = new string [rows, columns];
		long sum = 0;
		for (int i = 0; i < rows; i++)
			for (int j = 0; j < columns; j++)
				matrix [i, j] = New (i * columns + j);
		for (int j = columns; j > 0; j--)
			for (int i = rows; i > 0; i--) {
				if (i % 8 == 0)
					Garbage.Collect ();
				sum = sum * 31 + matrix [i - 1, j - 1].Length;
			}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string ElementFields (int length)
	{
		var elements = new Large [length];
		for (int i = 0; i < length; i++)
			elements [i].Inner = NewSmall (i);
		string text = "";
		for (int i = length; i > 0; i--) {
			ref Small small = ref elements [i - 1].Inner;
			Garbage.Collect ();
			text += small.A;
			small.A = text;
			Garbage.CollectAll ();
		}
		return text + elements [0].Inner.A.Length;
	}

	/* Only the last node is left of a list that the loop takes apart */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long TakeApart (int length)
	{
		Node node = null;
		for (int i = 0; i < length; i++)
			node = new Node { Value = i, Next = node, Text = New (i) };
		long sum = 0;
		while (node != null) {
			Node next = node.Next;
			node.Next = null;
			Garbage.Collect ();
			sum = sum * 31 + node.Value + node.Text.Length;
			node = next;
		}
		return sum;
	}

	/* One of several, chosen at run time */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Choose (int i)
	{
		Node a = NewNode (i), b = NewNode (i + 1);
		Node chosen = (i & 1) == 0 ? a : b;
		ref int value = ref ((i & 2) == 0 ? ref chosen.Value : ref NewNode (i + 2).Value);
		Garbage.Collect ();
		value += 100;
		string text = chosen.Value + " " + value;
		switch (i % 3) {
		case 0: chosen = NewNode (i + 30); break;
		case 1: chosen = NewNode (i + 31); break;
		}
		Garbage.CollectAll ();
		return text + " " + chosen.Value;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Closure (int i)
	{
		Node node = NewNode (i);
		string text = New (i);
		Func<int, int> add = by => node.Value + by + text.Length;
		Garbage.Collect ();
		node = NewNode (i + 1);
		Garbage.CollectAll ();
		return add (1) + add (2);
	}

	static IEnumerable<string> Texts (int count)
	{
		string previous = New (-1);
		for (int i = 0; i < count; i++) {
			string text = New (i);
			Garbage.Collect ();
			yield return previous + text;
			Garbage.Collect ();
			previous = text;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Iterator (int count)
	{
		string all = "";
		foreach (string text in Texts (count))
			all += text;
		return all;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Recurse (int depth, string text, Small small, ref string result)
	{
		string own = New (depth);
		if (depth == 0) {
			Garbage.CollectAll ();
			result += text + small.A;
			return own;
		}
		string below = Recurse (depth - 1, own, new Small { A = New (depth + 100) }, ref result);
		if (depth % 4 == 0)
			Garbage.Collect ();
		return below + own + text.Length + small.A;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Generic<T> (Func<int, T> make, int i)
	{
		T a = make (i), b = make (i + 1);
		Garbage.Collect ();
		var list = new List<T> { a, b, make (i + 2) };
		var pair = new KeyValuePair<T, T> (b, a);
		Garbage.CollectAll ();
		return a + "" + pair.Key + list [2] + pair.Value;
	}

	public static string Generics (int i)
	{
		return Generic (New, i) + Generic (j => (object) New (j), i) + Generic (j => (int?) j, i) + Generic (j => j, i)
			+ Generic (j => new KeyValuePair<string, long> (New (j), j), i);
	}
}

static class Callers {
	public static void Run ()
	{
		for (int i = 0; i < 8; i++) {
			string result = "";
			Report.Value ("many", Callees.Many (i));
			Report.Value ("arguments", Callees.Arguments (i));
			Report.Value ("structs", Callees.Structs (i));
			Report.Value ("choose", Callees.Choose (i));
			Report.Value ("closure", Callees.Closure (i));
			Report.Value ("generics", Callees.Generics (i));
			Report.Value ("recurse", Callees.Recurse (20 + i, "top", new Small { A = "small" }, ref result));
			Report.Value ("recurse, result", result);
		}
		Report.Value ("offset index", Callees.OffsetIndex (200, 5));
		Report.Value ("offset index", Callees.OffsetIndex (200, -7));
		Report.Value ("offset index", Callees.OffsetIndex (200, 1 << 20));
		Report.Value ("constant offset", Callees.ConstantOffset (200));
		Report.Value ("backwards", Callees.Backwards (200));
		Report.Value ("matrix", Callees.Matrix (16, 5));
		Report.Value ("element fields", Callees.ElementFields (10));
		Report.Value ("take apart", Callees.TakeApart (50));
		Report.Value ("iterator", Callees.Iterator (10));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
