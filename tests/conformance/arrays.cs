// Vectors of every element type: creation, length, loads, stores, addresses, initialisers, jagged (ECMA-335 III.4.7-9,
// III.4.20)
using System;
using System.Runtime.CompilerServices;

struct Pair { public string A; public int B; public override string ToString () { return A + B; } }
struct Bits { public byte A; public short B; public override string ToString () { return A + "/" + B; } }
enum Colour : short { Red = -5, Green = 300 }

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static T[] Make<T> (int length, T first, T last)
	{
		var made = new T [length];
		made [0] = first;
		made [length - 1] = last;
		Swap (ref made [1], ref made [length - 1]);
		return made;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Swap<T> (ref T a, ref T b)
	{
		T kept = a;
		a = b;
		b = kept;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Reverse<T> (T[] values)
	{
		for (int i = 0, j = values.Length - 1; i < j; i++, j--) {
			T kept = values [i];
			values [i] = values [j];
			values [j] = kept;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int[] Sieve (int limit)
	{
		var composite = new bool [limit + 1];
		int count = 0;
		for (int i = 2; i <= limit; i++) {
			if (composite [i])
				continue;
			count++;
			for (int j = 2 * i; j <= limit; j += i)
				composite [j] = true;
		}
		var primes = new int [count];
		for (int i = 2, next = 0; i <= limit; i++)
			if (!composite [i])
				primes [next++] = i;
		return primes;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long[][] Triangle (int rows)
	{
		var made = new long [rows] [];
		for (int i = 0; i < rows; i++) {
			made [i] = new long [i + 1];
			made [i] [0] = made [i] [i] = 1;
			for (int j = 1; j < i; j++)
				made [i] [j] = made [i - 1] [j - 1] + made [i - 1] [j];
		}
		return made;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int ByLong (int[] values, long index) { return values [index]; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int ByUInt (int[] values, uint index) { return values [index] += 1; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string[] Sized (byte a, ulong b) { return new string [a + (int) b]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static object Empty () { return new Pair [0]; }
}

static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Use<T> (T first, T last)
	{
		T[] made = Callees.Make (4, first, last);
		Report.Line (typeof (T).Name + " " + made.Length + " " + Report.Show (made));
		Callees.Reverse (made);
		Report.Line (Report.Show (made) + " " + made.GetType ());
	}

	public static void Run ()
	{
		Use ((sbyte) -1, (sbyte) 127);
		Use ((byte) 255, (byte) 1);
		Use ((short) -1, short.MaxValue);
		Use ((ushort) 65535, (ushort) 2);
		Use ('a', '\uffff');
		Use (-1, int.MinValue);
		Use (uint.MaxValue, 3u);
		Use (-1L, long.MinValue);
		Use (ulong.MaxValue, 4ul);
		Use ((IntPtr) (-1), (IntPtr) 5);
		Use (0.1f, float.NaN);
		Use (0.1, double.NegativeInfinity);
		Use (true, false);
		Use ("first", "last");
		Use<object> ("first", 2);
		Use (new Pair { A = "a", B = 1 }, new Pair { A = "b", B = 2 });
		Use (new Bits { A = 200, B = -3 }, new Bits { A = 4, B = 5 });
		Use (Colour.Red, Colour.Green);
		Use<int?> (null, 7);
		Use (new [] { 1, 2 }, null);
		Use (1.5m, -2.25m);
		int[] primes = Callees.Sieve (200);
		Report.Value ("primes", primes);
		foreach (long[] row in Callees.Triangle (8))
			Report.Value ("row", row);
		Report.Line (Callees.ByLong (primes, 5L) + " " + Callees.ByUInt (primes, 6) + " " + Callees.Sized (3,
			4).Length);
		Report.Value ("empty", Callees.Empty ());
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
