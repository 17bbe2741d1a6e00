// A failing instruction happens after what is before it and prevents what is after it, and results
// that
// nobody uses still fail (ECMA-335 I.12.4.2.9)
using System;
using System.Runtime.CompilerServices;

class Holder { public int A, B; public string Text; }

static class Callees {
	public static int Trace;
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Mark (int value) { Trace = Trace * 10 + value; return value; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Divide (Holder a, int by) { a.A = 1; a.B = 100 / by; a.A = 2; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void DivideUnused (Holder a, int by) { a.A = 1; int unused = 100 / by; a.A = 2; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void LoadUnused (Holder a, int[] b, int i) { a.A = 1; int unused = b [i]; a.A = 2; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void CastUnused (Holder a, object b) { a.A = 1; var unused = (string) b; a.A = 2; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void UnboxUnused (Holder a, object b) { a.A = 1; var unused = (int) b; a.A = 2; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void OverflowUnused (Holder a, int b) { a.A = 1; int unused = checked (b * 4); a.A = 2; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void NewUnused (Holder a, int b) { a.A = 1; var unused = new int [b]; a.A = 2; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void NullUnused (Holder a, Holder b) { a.A = 1; int unused = b.B; a.A = 2; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Operands (int[] a, int i, int by) { a [Mark (i)] = Mark (3) / Mark (by) + Mark (4); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Target (Holder a) { a.B = Mark (5); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Two (int[] a, int[] b, int i, int by) { return a [i] + Mark (1) / by + b [i]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Hoist (int[] a, int[] b, int by, int count)
	{
		int sum = 0;
		for (int i = 0; i < count; i++) {
			a [i] = i + 1;
			sum += 1000 / by + b [0];
		}
		return sum;
	}
}

static class Callers {
	static void Check (string name, Action<Holder> code)
	{
		var holder = new Holder ();
		Callees.Trace = 0;
		Report.Throws (name, () => code (holder));
		Report.Line ("  " + holder.A + " " + holder.B + " " + holder.Text + " " + Callees.Trace);
	}

	public static void Run ()
	{
		var array = new int [4];
		foreach (int by in new [] { 5, 0 }) {
			int i = by;
			Check ("divide", h => Callees.Divide (h, i));
			Check ("divide, unused", h => Callees.DivideUnused (h, i));
			Check ("operands", h => Callees.Operands (array, 2, i));
			Check ("operands, out of range", h => Callees.Operands (array, 7, i));
			Check ("operands, null", h => Callees.Operands (null, 2, i));
			Check ("two", h => Callees.Two (array, null, 1, i));
			Check ("two, out of range", h => Callees.Two (array, array, 5, i));
			Check ("hoist", h => Callees.Hoist (array, array, i, 3));
			Check ("hoist, null", h => Callees.Hoist (array, null, i, 3));
			Check ("hoist, not executed", h => Report.Value ("", Callees.Hoist (array, null, i, 0)));
			Report.Value ("array", array);
		}
		Check ("load", h => Callees.LoadUnused (h, array, 4));
		Check ("cast", h => Callees.CastUnused (h, 5));
		Check ("unbox", h => Callees.UnboxUnused (h, "x"));
		Check ("overflow", h => Callees.OverflowUnused (h, int.MaxValue));
		Check ("new", h => Callees.NewUnused (h, -1));
		Check ("null", h => Callees.NullUnused (h, null));
		Check ("target", h => Callees.Target (null));
		Check ("least by minus one", h => Callees.Divide (h, -1));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
