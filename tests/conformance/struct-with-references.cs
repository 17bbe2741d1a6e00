// Structs with references as arguments, results, fields and elements, with collections in between (ECMA-335 I.12.1.6.2)
using System;
using System.Runtime.CompilerServices;

struct One { public string A; }
struct ReferenceInt { public string A; public int B; }
struct IntReference { public int A; public string B; }
struct Three { public string A; public long B; public string C; }
struct Seven { public string A, B; public int C; public string D; public double E; public string F, G; }

class Holder<T> {
	public T Field;
	public static T Static;
	public T[] Elements = new T [3];
}

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static One Of (One a, string b) { a.A += b; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static ReferenceInt Of (ReferenceInt a, int b) { a.A += b; a.B = b; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static IntReference Of (int b, IntReference a) { a.B += b; a.A = b; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static Three Of (Three a, Three b)
	{
		return new Three { A = a.C + b.A, B = a.B - b.B, C = b.C + a.A };
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static Seven Of (Seven a)
	{
		GC.Collect ();
		string kept = a.A;
		a.A = a.G; a.G = a.B; a.B = a.F; a.F = kept + a.D; a.C++; a.E *= 2;
		return a;
	}

	/* Copies through fields, statics and elements: each needs its write barriers */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static T Travel<T> (Holder<T> holder, T value)
	{
		holder.Field = value;
		GC.Collect (0);
		holder.Elements [1] = holder.Field;
		Holder<T>.Static = holder.Elements [1];
		holder.Field = default (T);
		GC.Collect ();
		holder.Elements [2] = Holder<T>.Static;
		holder.Elements [1] = default (T);
		Garbage ();
		return holder.Elements [2];
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Garbage ()
	{
		for (int i = 0; i < 10000; i++)
			new string ('x', 20 + i % 7);
	}
}

static class Callers {
	static string Fresh (string text)
	{
		return text + text.Length;
	}

	static string Show (Seven a)
	{
		return a.A + " " + a.B + " " + a.C + " " + a.D + " " + a.E + " " + a.F + " " + a.G;
	}

	public static void Run ()
	{
		Report.Value ("one", Callees.Of (new One { A = Fresh ("a") }, Fresh ("b")).A);
		var referenceInt = Callees.Of (new ReferenceInt { A = Fresh ("c") }, 7);
		Report.Line (referenceInt.A + " " + referenceInt.B);
		var intReference = Callees.Of (8, new IntReference { B = Fresh ("d") });
		Report.Line (intReference.A + " " + intReference.B);
		var three = Callees.Of (new Three { A = Fresh ("e"), B = 100, C = Fresh ("f") }, new Three { A = "g", B = 1, C =
			"h" });
		Report.Line (three.A + " " + three.B + " " + three.C);
		var seven = new Seven { A = Fresh ("i"), B = Fresh ("j"), C = 1, D = Fresh ("k"), E = 0.5, F = Fresh ("l"), G =
			"m" };
		Report.Line (Show (Callees.Of (seven)));
		for (int i = 0; i < 20; i++) {
			Report.Line (Show (Callees.Travel (new Holder<Seven> (), Callees.Of (seven))));
			three = Callees.Travel (new Holder<Three> (), new Three { A = Fresh ("n" + i), B = i, C =
				Fresh ("o" + i) });
			Report.Line (three.A + " " + three.B + " " + three.C);
			Report.Line (Callees.Travel (new Holder<One> (), new One { A = Fresh ("p" + i) }).A);
			Report.Line (Callees.Travel (new Holder<string> (), Fresh ("q" + i)));
		}
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
