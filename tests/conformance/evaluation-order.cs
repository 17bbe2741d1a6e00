// Operands, arguments, receivers and indexes are evaluated from left to right, once (ECMA-335 I.12.4.2.9, C# 11.2.3)
using System;
using System.Runtime.CompilerServices;

struct Cell { public int Value; public Cell (int value) { Value = value; Callees.Note ("cell" + value); } }

class Callees {
	static string trace = "";
	public int Field;
	public static void Note (string text) { trace += text + " "; }
	public static string Take () { string taken = trace; trace = ""; return taken; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int N (int value) { Note (value.ToString ()); return value; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double D (double value) { Note (value + "d"); return value; }
	[MethodImpl (MethodImplOptions.NoInlining)] public Callees Self (string name) { Note (name); return this; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int[] Array (int[] array, string name) { Note (name); return array; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public int Call (int a, double b, int c) { return a * 100 + (int) b * 10 + c; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static bool B (bool value) { Note (value ? "yes" : "no"); return value; }
}

static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)] static int Next (ref int a) { return a++; }

	public static void Run ()
	{
		var callees = new Callees ();
		var array = new int [5];
		Report.Value ("sum", Callees.N (1) + Callees.N (2) * Callees.N (3) - Callees.N (4));
		Report.Line (Callees.Take ());
		Report.Value ("call", callees.Self ("receiver").Call (Callees.N (1), Callees.D (2), Callees.N (3)));
		Report.Line (Callees.Take ());
		Callees.Array (array, "array") [Callees.N (2)] = Callees.N (7) + Callees.N (8);
		Report.Line (Callees.Take () + Report.Show (array));
		Callees.Array (array, "array") [Callees.N (2)] += Callees.N (5);
		Report.Line (Callees.Take () + Report.Show (array));
		callees.Self ("a").Field = callees.Self ("b").Field + Callees.N (9);
		Report.Line (Callees.Take () + callees.Field);
		var cells = new [] { new Cell (3), new Cell (Callees.N (4)), new Cell (5) };
		Report.Line (Callees.Take () + cells [1].Value);
		Report.Value ("or", Callees.B (false) || Callees.B (true) || Callees.B (false));
		Report.Value ("and", Callees.B (true) && Callees.B (false) && Callees.B (true));
		Report.Value ("bits", Callees.B (false) | Callees.B (true) & Callees.B (false));
		Report.Line (Callees.Take ());
		int i = 1;
		array [i++] = i++ * 10 + i;
		Report.Line (i + " " + Report.Show (array));
		i = i++ + ++i;
		Report.Value ("i", i);
		int a = 5;
		int swapped = a + Next (ref a) * 10 + a * 100;
		Report.Value ("swapped", swapped);
		object chosen = Callees.N (1) > Callees.N (2) ? (object) Callees.N (3) : Callees.D (4);
		Report.Line (Callees.Take () + chosen);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
