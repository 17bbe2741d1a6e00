// References in protected regions, filters, landing pads and finallys survive collections there, and so do exceptions
// (ECMA-335 I.12.1.5, I.12.4.2)
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

class Carrier : Exception {
	public readonly object Load;
	public Carrier (string message, object load) : base (message) { Load = load; }
}

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] static string New (int i) { return "new" + i; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Throw (int i)
	{
		Garbage.Collect ();
		throw new Carrier (New (i), new [] { New (i + 1), New (i + 2) });
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void ThrowIf (bool condition, int i)
	{
		if (condition)
			Throw (i);
		Garbage.Collect ();
	}

	static string Show (Exception e)
	{
		var carrier = e as Carrier;
		return e.Message + (carrier != null ? string.Join (",", (string[]) carrier.Load) : "");
	}

	/* Live in the handler, in registers and on the stack before */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Catch (int i)
	{
		string a = New (i), b = New (i + 1), c = New (i + 2), d = New (i + 3), e = New (i + 4), f = New (i + 5);
		string g = New (i + 6), result = "";
		try {
			ThrowIf (i % 3 != 0, i);
			a = New (i + 10);
			ThrowIf (i % 3 == 0, i);
			b = New (i + 11);
		} catch (Carrier carrier) {
			Garbage.Collect ();
			result = Show (carrier);
			Garbage.CollectAll ();
			result += a + b + c + carrier.Load.GetType ().Name;
		}
		Garbage.Collect ();
		return result + d + e + f + g;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Finally (int i, ref string log)
	{
		string a = New (i), b = New (i + 1);
		try {
			try {
				ThrowIf (i % 2 == 0, i);
				return a + New (i + 2);
			} finally {
				Garbage.Collect ();
				log += b;
				b = New (i + 3);
				Garbage.CollectAll ();
			}
		} finally {
			Garbage.Collect ();
			log += b + a;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string FinallyWithin (int i, ref string log)
	{
		string a = New (i);
		try {
			ThrowIf (i % 2 == 0, i);
			return a;
		} finally {
			string b = New (i + 1);
			try {
				Throw (i + 20);
			} catch (Carrier inner) {
				Garbage.Collect ();
				log += Show (inner) + b;
			} finally {
				Garbage.Collect ();
				log += b + a;
			}
			Garbage.CollectAll ();
		}
	}

	static bool Accept (Exception e, ref string log, string text, bool answer)
	{
		Garbage.Collect ();
		log += "[" + Show (e) + text + "]";
		return answer;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Filter (int i)
	{
		string a = New (i), b = New (i + 1), log = "";
		try {
			try {
				a = New (i + 2);
				ThrowIf (i % 4 != 3, i);
				log += "none";
			} catch (Carrier e) when (Accept (e, ref log, a, i % 2 == 0)) {
				Garbage.Collect ();
				log += "inner" + Show (e) + b;
			} finally {
				Garbage.Collect ();
				log += "finally" + b;
				b = New (i + 3);
			}
		} catch (Exception e) when (Accept (e, ref log, b, true)) {
			Garbage.CollectAll ();
			log += "outer" + Show (e) + a;
		}
		return log + a + b;
	}

	/* The exception, and with it the trace, is all there is */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Rethrow (int depth)
	{
		try {
			try {
				ThrowIf (depth == 0, depth);
				return Rethrow (depth - 1);
			} catch (Carrier) {
				Garbage.Collect ();
				throw;
			}
		} catch (Carrier e) {
			Garbage.CollectAll ();
			throw new Carrier (New (depth), new [] { Show (e), e.StackTrace.Contains ("Throw").ToString () });
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string InnerException (int i)
	{
		try {
			try {
				Throw (i);
			} catch (Exception inner) {
				Garbage.Collect ();
				throw new InvalidOperationException (New (i + 5), inner);
			}
		} catch (InvalidOperationException e) {
			Garbage.CollectAll ();
			return e.Message + Show (e.InnerException);
		}
		return null;
	}

	/* Exceptions that the code itself raises */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Checks (int i, int[] numbers, object value, int divisor)
	{
		string a = New (i), result = "";
		for (int kind = 0; kind < 5; kind++) {
			string b = New (kind);
			try {
				switch (kind) {
				case 0: result += numbers [i + 100]; break;
				case 1: result += (string) value; break;
				case 2: result += i / divisor; break;
				case 3: result += checked (int.MaxValue + i); break;
				case 4: result += ((string) null).Length; break;
				}
			} catch (SystemException e) {
				Garbage.Collect ();
				result += e.GetType ().Name + b;
			} finally {
				Garbage.Collect ();
				result += a;
			}
		}
		return result;
	}

	/* From a callback through the class library's and the runtime's own frames */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Callback (int i)
	{
		string a = New (i);
		var list = new List<string> { "c", "a", "b" };
		try {
			list.Sort ((x, y) => { ThrowIf (true, i); return 0; });
		} catch (InvalidOperationException e) {
			Garbage.CollectAll ();
			a += Show (e.InnerException);
		}
		try {
			typeof (Callees).GetMethod ("Rethrow").Invoke (null, new object [] { 1 });
		} catch (System.Reflection.TargetInvocationException e) {
			Garbage.CollectAll ();
			a += Show (e.InnerException);
		}
		return a;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Loop (int rounds)
	{
		string kept = New (0), result = "";
		for (int i = 0; i < rounds; i++) {
			string own = New (i);
			try {
				if (i % 3 == 0)
					continue;
				if (i % 7 == 0)
					Throw (i);
				kept = own + kept.Length;
			} catch (Carrier e) {
				result += Show (e);
				if (i % 2 == 0)
					continue;
				kept = New (i + 1);
			} finally {
				Garbage.Collect ();
				result += own.Length;
			}
			result += kept;
		}
		return result;
	}
}

static class Callers {
	static string Guard (Func<string> function)
	{
		try {
			return function ();
		} catch (Carrier e) {
			Garbage.Collect ();
			return e.Message + string.Join (",", (string[]) e.Load);
		}
	}

	public static void Run ()
	{
		for (int i = 0; i < 8; i++) {
			string log = "";
			Report.Value ("catch", Callees.Catch (i));
			int n = i;
			Report.Value ("finally", Guard (() => Callees.Finally (n, ref log)));
			Report.Value ("finally within", Guard (() => Callees.FinallyWithin (n, ref log)));
			Report.Value ("log", log);
			Report.Value ("filter", Callees.Filter (i));
			Report.Value ("rethrow", Guard (() => Callees.Rethrow (n)));
			Report.Value ("inner exception", Callees.InnerException (i));
			Report.Value ("checks", Callees.Checks (i + 1, new int [3], new object (), 0));
			Report.Value ("callback", Callees.Callback (i));
		}
		Report.Value ("loop", Callees.Loop (30));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
