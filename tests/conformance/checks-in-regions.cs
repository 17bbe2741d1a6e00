// Checks that throw inside of protected regions find the handlers of their own method, and finallys on the way (ECMA-335
// I.12.4.2.5; II.19)
using System;
using System.Runtime.CompilerServices;

class Cell { public int Number; public Cell Next; public int[] Values; public virtual int Virtual () { return Number; } }
class Far { public Wide A, B, C, D, E; public int Last; }
struct Wide { public decimal A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P; public Wider Q; }
struct Wider { public decimal A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V, W, X, Y, Z; }

static class Callees {
	public static int Finallys;

	[MethodImpl (MethodImplOptions.NoInlining)] public static int Divide (int a, int b)
	{
		int result = 1;
		try {
			result = a / b;
			result += 1000;
		} catch (DivideByZeroException) {
			result = -1;
		} catch (OverflowException) {
			result = -2;
		} finally {
			Finallys++;
		}
		return result;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static long Remainder (long a, long b)
	{
		long result = 1;
		try {
			result = a % b;
			result += 1000;
		} catch (DivideByZeroException) {
			result = -1;
		} catch (OverflowException) {
			result = -2;
		} finally {
			Finallys++;
		}
		return result;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static int Field (Cell cell)
	{
		int result = 1;
		try {
			result = cell.Number;
			result = result * 10 + cell.Next.Number;
			cell.Next.Next.Number = result;
			result = result * 10 + cell.Next.Next.Virtual ();
		} catch (NullReferenceException) {
			result = -result;
		} finally {
			Finallys++;
		}
		return result;
	}

	/* Beyond the page at address 0, a fault is no NullReferenceException */
	[MethodImpl (MethodImplOptions.NoInlining)] public static int FarField (Far far)
	{
		try {
			return ++far.Last;
		} catch (NullReferenceException) {
			return -1;
		} finally {
			Finallys++;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static int Element (int[] values, int index)
	{
		int result = 1;
		try {
			try {
				result = values [index];
				values [index + 1] = result;
				result = values.Length;
			} finally {
				Finallys++;
				result += 5;
			}
		} catch (IndexOutOfRangeException) {
			result = -result;
		} catch (NullReferenceException) {
			result = -100 - result;
		}
		return result;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static int Store (object[] values, object value)
	{
		int result = 0;
		try {
			values [0] = value;
			result = 1;
		} catch (ArrayTypeMismatchException) {
			result = 2;
		} finally {
			Finallys++;
		}
		return result;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static int Cast (object value)
	{
		int result = 0;
		try {
			result = ((string) value).Length;
			result += (int) value;
		} catch (InvalidCastException) {
			result += 10;
		} catch (NullReferenceException) {
			result += 20;
		} finally {
			Finallys++;
		}
		return result;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static int Unbox (object value)
	{
		int result = 0;
		try {
			result = (int) value;
		} catch (InvalidCastException) {
			result = 10;
		} catch (NullReferenceException) {
			result = 20;
		}
		return result;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static int Checked (int a, int b)
	{
		int result = 7;
		try {
			result = checked (a + b);
			result = checked ((short) result);
			result = new int [a].Length;
		} catch (OverflowException) {
			result = -result;
		} finally {
			Finallys++;
		}
		return result;
	}

	/* A finally that was entered without an exception is entered with one, and the other way round */
	[MethodImpl (MethodImplOptions.NoInlining)] public static int InLoop (int[] values, int rounds)
	{
		int sum = 0;
		for (int i = 0; i < rounds; i++) {
			try {
				if (values [i] == 3)
					continue;
				sum += 100 / (values [i] - 5);
			} finally {
				sum += 1000;
			}
			sum += 10000;
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static int InLoopCaught (int[] values, int rounds)
	{
		int sum = 0;
		for (int i = 0; i < rounds; i++) {
			try {
				try {
					if (values [i] == 3)
						continue;
					sum += 100 / (values [i] - 5);
				} finally {
					sum += 1000;
				}
				sum += 10000;
			} catch (DivideByZeroException) {
				sum += 100000;
			}
		}
		return sum;
	}

	/* Registers that the callee saves have to come back */
	[MethodImpl (MethodImplOptions.NoInlining)] public static long Registers (int a, int b, int c, int d, int e, int f)
	{
		long x = a * 3L, y = b * 5L, z = c * 7L, u = d * 11L, v = e * 13L, w = f * 17L;
		try {
			Throw (a, b, c, d, e, f, a + 1, b + 1);
		} catch (InvalidOperationException exception) {
			x += exception.Message.Length;
		}
		return x + y * 10 + z * 100 + u * 1000 + v * 10000 + w * 100000;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Throw (int a, int b, int c, int d, int e, int f, int g, int h)
	{
		long x = a ^ h, y = b ^ g, z = c ^ f, u = d ^ e, v = a ^ d;
		for (int i = 0; i < 10; i++) {
			x = x * y + z;
			y = y * z + u;
			z = z * u + v;
			u = u * v + x;
			v = v * x + y;
			if (x + y + z + u + v == 12345)
				Finallys++;
		}
		throw new InvalidOperationException (a + " " + h);
	}

	/* The same where the stack is not of a fixed size, and arguments lie on it */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static unsafe long Pushed (int size, int a, int b)
	{
		byte *memory = stackalloc byte [size];
		long result = 0;
		for (int i = 0; i < 3; i++) {
			memory [i] = (byte) (a + i);
			try {
				result += Many (memory, 2, 3, 4, 5, 6, a, b, a + b, i);
			} catch (InvalidOperationException) {
				result = result * 10 + memory [i];
			} finally {
				Finallys++;
			}
		}
		return result;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static unsafe long Many (byte *a, long b, long c, long d, long e, long f, long g, long h, long i, int round)
	{
		if (round == 1)
			throw new InvalidOperationException ();
		return a [0] + b + c + d + e + f + g * 2 + h * 3 + i * 4;
	}
}

static class Callers {
	static void Show (string what, Func<long> compute)
	{
		try {
			Report.Value (what, compute ());
		} catch (Exception exception) {
			Report.Line (what + ": " + exception.GetType ().Name);
		}
		Report.Value ("finallys", Callees.Finallys);
	}

	public static void Run ()
	{
		int[] numbers = { int.MinValue, -1, 0, 1, 7 };
		foreach (int a in numbers)
			foreach (int b in numbers) {
				Show ("divide", () => Callees.Divide (a, b));
				Show ("remainder", () => Callees.Remainder (a, b));
				Show ("checked", () => Callees.Checked (a, b));
			}
		Show ("remainder", () => Callees.Remainder (long.MinValue, -1));
		var first = new Cell { Number = 1 };
		var second = new Cell { Number = 2, Next = first };
		var third = new Cell { Number = 3, Next = second };
		foreach (Cell cell in new [] { null, first, second, third })
			Show ("field", () => Callees.Field (cell));
		Show ("far field", () => Callees.FarField (null));
		Show ("far field", () => Callees.FarField (new Far ()));
		int[] values = { 1, 2, 3, 4, 5, 6 };
		foreach (int index in new [] { 0, 4, 5, 6, -1, int.MinValue, int.MaxValue })
			Show ("element", () => Callees.Element ((int[]) values.Clone (), index));
		Show ("element", () => Callees.Element (null, 0));
		Show ("store", () => Callees.Store (new object [1], "a"));
		Show ("store", () => Callees.Store (new string [1], "a"));
		Show ("store", () => Callees.Store (new string [1], 5));
		Show ("store", () => Callees.Store (new string [1], null));
		foreach (object value in new object[] { "four", 4, 4L, null, new Cell () }) {
			Show ("cast", () => Callees.Cast (value));
			Show ("unbox", () => Callees.Unbox (value));
		}
		for (int rounds = 0; rounds < 9; rounds++) {
			Show ("in loop", () => Callees.InLoop (values, rounds));
			Show ("in loop, caught", () => Callees.InLoopCaught (values, rounds));
		}
		Show ("registers", () => Callees.Registers (1, 2, 3, 4, 5, 6));
		Show ("pushed", () => Callees.Pushed (100, 1, 2));
		Show ("pushed", () => Callees.Pushed (5000, 3, 4));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
