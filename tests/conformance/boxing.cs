// box, unbox and unbox.any of primitives, enums, structs and Nullable (ECMA-335 III.4.1,
// III.4.32-33)
using System;
using System.Runtime.CompilerServices;

enum Colour { Red, Green = 5 }
enum Small : byte { One = 1 }
struct Pair { public int A; public string B; public void Grow () { A++;
	} public override string ToString () { return A + B; } }

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static object Box<T> (T value) { return value; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static T Unbox<T> (object box) { return (T) box; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int UnboxInt (object box) { return (int) box; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static byte UnboxByte (object box) { return (byte) box; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static Colour UnboxColour (object box) { return (Colour) box; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int? UnboxNullable (object box) { return (int?) box; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static Pair UnboxPair (object box) { return (Pair) box; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int FieldOfBox (object box) { return ((Pair) box).A; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static object BoxNullable (int? value) { return value; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Sum (int? a, int? b) { return (a + b) ?? -1; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string IsNull<T> (T value) { if (value == null) return "null"; return "a value"; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static bool HasNull<T> () { return default (T) == null; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static bool Both (object a, object b) { return a.Equals (b) && (int) a == (int) b; }
}

static class Callers {
	static void Use<T> (T value)
	{
		object box = Callees.Box (value);
		Report.Line (typeof (T).Name + " " + (box == null ? "null" : box.GetType ().Name) + " " + Report.Show (box) +
			" " +
			Report.Show (Callees.Unbox<T> (box)));
	}

	public static void Run ()
	{
		Use (true); Use ((sbyte) -1); Use ((byte) 255); Use ((short) -1); Use ((ushort) 65535); Use ('x'); Use (-1);
			Use (uint.MaxValue);
		Use (long.MinValue); Use (ulong.MaxValue); Use (0.1f); Use (0.1); Use ((IntPtr) 5); Use (Colour.Green);
			Use (Small.One);
		Report.Line (Callees.IsNull (0) + Callees.IsNull ((int?) null) + Callees.IsNull ((int?) 0) + Callees.IsNull ("") +
			Callees.IsNull ((string) null) + Callees.IsNull (Colour.Red) + Callees.IsNull (new Pair ()));
		Report.Line (Callees.HasNull<int> () + " " + Callees.HasNull<int?> () + " " + Callees.HasNull<string> () + " " +
			Callees.HasNull<Pair> ());
		Use (new Pair { A = 1, B = "b" }); Use<int?> (5); Use<int?> (null); Use<Pair?> (new Pair { A = 2 });
			Use<Pair?> (null);
		Use ("text"); Use<object> (null); Use (1.25m); Use (new Guid ()); Use<Colour?> (Colour.Red);
		object[] boxes = { 1, (byte) 2, 3u, Colour.Green, Small.One, 5L, "text", null, new Pair { A = 9 }, (IntPtr) 4,
			'c', true };
		foreach (object box in boxes) {
			string name = box == null ? "null" : box.GetType ().Name;
			Report.Throws (name + " as int", () => Report.Value ("int", Callees.UnboxInt (box)));
			Report.Throws (name + " as byte", () => Report.Value ("byte", Callees.UnboxByte (box)));
			Report.Throws (name + " as Colour", () => Report.Value ("Colour", Callees.UnboxColour (box)));
			Report.Throws (name + " as int?", () => Report.Value ("int?", Callees.UnboxNullable (box)));
			Report.Throws (name + " as Pair", () => Report.Value ("Pair", Callees.UnboxPair (box)));
			Report.Throws (name + " as field", () => Report.Value ("field", Callees.FieldOfBox (box)));
			Report.Throws (name + " as string", () => Report.Value ("string", Callees.Unbox<string> (box)));
			Report.Throws (name + " as Colour?", () => Report.Value ("Colour?", Callees.Unbox<Colour?> (box)));
		}
		Report.Value ("null box of nullable", Callees.BoxNullable (null) == null);
		Report.Value ("sum", Callees.Sum (3, 4));
		Report.Value ("sum", Callees.Sum (3, null));
		object same = 5;
		Report.Value ("both", Callees.Both (same, 5));
		var pair = new Pair { A = 1 };
		object copy = pair;
		pair.Grow ();
		Report.Line (pair + " " + copy);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
