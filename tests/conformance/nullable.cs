// Nullable: lifted operators, comparisons, conversions, GetValueOrDefault, fields and arrays (ECMA-335 III.4.1,
// I.8.2.4)
using System;
using System.Runtime.CompilerServices;

struct Point { public int X; public int? Y; }

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static int? Add (int? a, int? b) { return a + b; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static bool Less (int? a, int? b) { return a < b; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static bool Equal (int? a, int? b) { return a == b; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static bool? And (bool? a, bool? b) { return a & b; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static long? Widen (int? a) { return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Value (int? a) { return a.HasValue ? a.Value : a.GetValueOrDefault (-5); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static double? Half (double? a) { return a / 2; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static Point? Move (Point? a, int by)
	{
		if (a == null)
			return null;
		Point moved = a.Value;
		moved.X += by;
		moved.Y += by;
		return moved;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static T? First<T> (T?[] all) where T : struct
	{
		foreach (T? one in all)
			if (one != null)
				return one;
		return null;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Coalesce (int? a, int? b) { return a ?? b ?? -1; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Increment (ref int? a) { a++; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Text (DateTime? a) { return a?.Year.ToString () ?? "never"; }
}

static class Callers {
	public static void Run ()
	{
		foreach (int? a in new int? [] { null, 0, 5, int.MinValue })
			foreach (int? b in new int? [] { null, 5, -1 })
				Report.Line (Callees.Add (a, b) + "|" + Callees.Less (a, b) + "|" + Callees.Equal (a, b) + "|" +
					Callees.Widen (a) + "|" +
					Callees.Value (b) + "|" + Callees.Coalesce (a, b));
		foreach (bool? a in new bool? [] { null, true, false })
			foreach (bool? b in new bool? [] { null, true, false })
				Report.Line (a + "&" + b + "=" + Callees.And (a, b));
		Report.Line (Callees.Half (5) + " " + Callees.Half (null));
		Report.Line (Callees.Move (null, 1).HasValue + " " + Callees.Move (new Point { X = 1 }, 5).Value.X + " " +
			Callees.Move (new Point { X = 1, Y = 2 }, 5).Value.Y + " " + Callees.Move (new Point (),
				5).Value.Y.HasValue);
		Report.Line (Callees.First (new double? [] { null, 2.5, 3 }) + " " + Callees.First (new Point? [2]).HasValue);
		int? counter = 5, none = null;
		Callees.Increment (ref counter);
		Callees.Increment (ref none);
		Report.Line (counter + " " + none.HasValue + " " + Callees.Text (null) + " " + Callees.Text (new DateTime (2020,
			1, 1)));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
