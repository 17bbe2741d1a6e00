// Fields of every type, instance and static, in classes, structs, generic classes, inherited and readonly (ECMA-335
// III.4.10-30)
using System;
using System.Runtime.CompilerServices;

enum Tiny : sbyte { Low = -128, High = 127 }
struct Pair { public string A; public double B; }

class CalleesAll {
	public sbyte I1; public byte U1; public short I2; public ushort U2; public int I4; public uint U4; public long I8;
	public ulong U8;
	public IntPtr I; public UIntPtr U; public float R4; public double R8; public bool B; public char C; public string S;
	public object O;
	public Tiny E; public Pair P; public int[] A; public int? N; public decimal D; public DateTime T;
	public volatile int V;
	public readonly long R = 1234567890123;

	[MethodImpl (MethodImplOptions.NoInlining)]
	public void Write (int seed)
	{
		I1 = (sbyte) seed; U1 = (byte) seed; I2 = (short) seed; U2 = (ushort) seed; I4 = seed; U4 = (uint) seed;
		I8 = (long) seed << 20; U8 = (ulong) seed; I = (IntPtr) seed; U = (UIntPtr) (uint) seed; R4 = seed * 0.1f; R8 =
			seed * 0.1;
		B = seed > 0; C = (char) seed; S = "text" + seed; O = seed; E = seed > 0 ? Tiny.High : Tiny.Low;
		P.A = "pair" + seed; P.B = seed / 3.0; A = new [] { seed, seed + 1 }; N = seed > 0 ? seed : (int?) null;
		D = seed / 4m; T = new DateTime (2000 + seed % 10, 1, 1); V = seed;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public string Read ()
	{
		return I1 + " " + U1 + " " + I2 + " " + U2 + " " + I4 + " " + U4 + " " + I8 + " " + U8 + " " + I + " " + U +
			" " +
			Report.Show (R4) + " " + Report.Show (R8) + " " + B + " " + (int) C + " " + S + " " + O + " " + (int) E +
				" " + P.A + " " +
			Report.Show (P.B) + " " + A [1] + " " + N.HasValue + " " + Report.Show ((double) D) + " " + T.Year + " " +
				V + " " + R;
	}
}

class CalleesBase { public int A = 1; protected int B = 2; public static int Shared = 100; }
class CalleesDerived : CalleesBase {
	public new int A = 10;
	public int Sum () { return A + base.A + B + Shared; }
}

class CalleesGeneric<T> {
	public T Value; public T[] Many = new T [2]; public static T Last; public static int Writes;
	[MethodImpl (MethodImplOptions.NoInlining)] public T Replace (T value)
	{
		T old = Value; Value = value; Many [1] = value; Last = value; Writes++; return old;
	}
}

struct CalleesCounter {
	public int Count; public static CalleesCounter Total; public static readonly Pair Origin = new Pair { A = "origin",
		B = 0.5 };
	[MethodImpl (MethodImplOptions.NoInlining)] public int Step () { Total.Count += 10; return ++Count; }
}

static class Callers {
	static CalleesAll shared = new CalleesAll ();

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Generic<T> (T a, T b)
	{
		var box = new CalleesGeneric<T> ();
		box.Replace (a);
		Report.Line (typeof (T).Name + " " + box.Replace (b) + " " + box.Value + " " + box.Many [0] + " " +
			box.Many [1] + " " +
			CalleesGeneric<T>.Last + " " + CalleesGeneric<T>.Writes);
	}

	public static void Run ()
	{
		foreach (int seed in new [] { 5, -300, 70000 }) {
			shared.Write (seed);
			Report.Line (shared.Read ());
		}
		var derived = new CalleesDerived ();
		CalleesDerived.Shared += 5;
		((CalleesBase) derived).A = 7;
		Report.Value ("derived", derived.Sum ());
		Generic (1, 2);
		Generic (0.5, 0.25);
		Generic ("one", "two");
		Generic<object> ("three", 4);
		Generic ((byte) 5, (byte) 6);
		Generic (DateTime.MinValue.Ticks, long.MaxValue);
		Generic (3, 4);
		var counter = new CalleesCounter ();
		counter.Step ();
		Report.Line (counter.Step () + " " + CalleesCounter.Total.Count + " " + CalleesCounter.Origin.A +
			CalleesCounter.Origin.B);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
