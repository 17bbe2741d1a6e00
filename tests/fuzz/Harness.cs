// SPDX-License-Identifier: MIT
//
// Runs programs of an assembly, one after another, and prints what each did: what it observed, how it ended, and what it
// left in its static fields.
//
//   Harness ASSEMBLY [--trace] PROGRAM...
using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading;

/* What programs call */
public static class Observer
{
	public static long Executed;               /* instructions; only instrumented programs count */
	internal static ulong Hash;
	internal static long Count;
	internal static TextWriter Trace;
	internal static string Label;
	internal static readonly long [] Entered = new long [4];
	internal static readonly long [] Shapes = new long [128];
	static int collections, waits;

	internal static void Reset ()
	{
		Hash = 14695981039346656037;
		Count = 0;
		Executed = 0;
		collections = waits = 0;
		Array.Clear (Shapes, 0, Shapes.Length);
		Array.Clear (Entered, 0, Entered.Length);
	}

	internal static void Text (string text)
	{
		text = Message (text);
		foreach (char letter in text)
			Hash = (Hash ^ letter) * 1099511628211;
		Count++;
		if (Trace != null)
			Trace.WriteLine ("    " + text);
	}

	/* The runtime has two wordings for a null reference: with a full stop if code checked, without if the access failed.
	 * Which it is depends on how well the compiler knows the reference. */
	internal static string Message (string text)
	{
		return text.Replace (Label + "_", "").Replace ("instance of an object.", "instance of an object");
	}

	static void Number (ulong bits)
	{
		Hash = (Hash ^ bits) * 1099511628211;
		Hash ^= Hash >> 29;
		Count++;
	}

	public static void Value (int value)
	{
		Number ((uint) value);
		if (Trace != null)
			Trace.WriteLine ("    int32 " + value);
	}

	public static void Value (long value)
	{
		Number ((ulong) value);
		if (Trace != null)
			Trace.WriteLine ("    int64 " + value);
	}

	public static void Value (IntPtr value)
	{
		Number ((ulong) value);
		if (Trace != null)
			Trace.WriteLine ("    native int " + value);
	}

	/* Bit for bit, but which NaN a NaN is, is nobody's promise. */
	public static void Value (float value)
	{
		Number (float.IsNaN (value) ? 1 : (ulong) BitConverter.ToUInt32 (BitConverter.GetBytes (value), 0));
		if (Trace != null)
			Trace.WriteLine ("    float32 " + value.ToString ("R", CultureInfo.InvariantCulture));
	}

	public static void Value (double value)
	{
		Number (double.IsNaN (value) ? 1 : (ulong) BitConverter.DoubleToInt64Bits (value));
		if (Trace != null)
			Trace.WriteLine ("    float64 " + value.ToString ("R", CultureInfo.InvariantCulture));
	}

	public static void Value (object value)
	{
		new State (40).Walk ("", value, 2);
	}

	/* A clause's handler, by its kind: catch, filter, finally, fault */
	public static void Enter (int kind)
	{
		Entered [kind]++;
		Number ((ulong) kind);
		if (Trace != null)
			Trace.WriteLine ("    handler of kind " + kind);
	}

	/* Only in instrumented programs: what is about to be executed */
	public static void Reached (int shape)
	{
		Shapes [shape]++;
	}

	/* ---- A second thread ------------------------------------------------------------------------------------------ */

	const int MostWaits = 8;                   /* of a program; later ones find done what they wait for */
	static readonly AutoResetEvent asked = new AutoResetEvent (false), done = new AutoResetEvent (false);
	static Action work;
	static Thread worker;

	static void Work ()
	{
		for (;;) {
			asked.WaitOne ();
			/* Until the loop is on its way */
			Thread.Sleep (1);
			work ();
			done.Set ();
		}
	}

	/* ACTION is done soon, on another thread. */
	public static void Later (Action action)
	{
		if (waits++ >= MostWaits) {
			action ();
			done.Set ();
			return;
		}
		if (worker == null) {
			worker = new Thread (Work) { IsBackground = true };
			worker.Start ();
		}
		work = action;
		asked.Set ();
	}

	/* Until it is done */
	public static void Await ()
	{
		done.WaitOne ();
	}

	static volatile int opaque;

	public static void Collect ()
	{
		if (collections++ < 12)
			GC.Collect (collections % 4 == 0 ? 1 : 0);
	}

	/* Through memory, which holds no more than 32 bits of what mini may have in a register. */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Opaque (int value)
	{
		opaque = value;
		return opaque;
	}

	public static string Concat (string a, string b)
	{
		string both = a + b;

		return both.Length > 48 ? both.Substring (0, 48) : both;
	}
}

/* Objects and what they refer to, each once */
sealed class State
{
	sealed class SameObject : IEqualityComparer<object>
	{
		bool IEqualityComparer<object>.Equals (object a, object b)
		{
			return ReferenceEquals (a, b);
		}

		int IEqualityComparer<object>.GetHashCode (object a)
		{
			return RuntimeHelpers.GetHashCode (a);
		}
	}

	static readonly Dictionary<Type, FieldInfo []> fields = new Dictionary<Type, FieldInfo []> ();
	readonly Dictionary<object, int> seen = new Dictionary<object, int> (new SameObject ());
	int left;

	public State (int most)
	{
		left = most;
	}

	public void Walk (string name, object value, int depth)
	{
		int number;

		if (left-- <= 0)
			return;
		if (value == null) {
			Observer.Text (name + "null");
			return;
		}
		Type type = value.GetType ();
		if (type.IsPrimitive || type.IsEnum) {
			Primitive (name + type.Name + " ", value);
		} else if (value is string) {
			Observer.Text (name + "\"" + value + "\"");
		} else if (value is Type || value is MemberInfo) {
			Observer.Text (name + value);
		} else if (!type.IsValueType && seen.TryGetValue (value, out number)) {
			Observer.Text (name + "object " + number);
		} else {
			if (!type.IsValueType)
				seen [value] = seen.Count;
			Observer.Text (name + type);
			if (depth > 0)
				Members (value, type, depth - 1);
		}
	}

	void Members (object value, Type type, int depth)
	{
		var array = value as Array;
		var exception = value as Exception;

		if (array != null) {
			for (int i = 0; i < array.Rank; i++)
				Observer.Text ("length " + array.GetLength (i));
			foreach (object element in array)
				Walk ("[] ", element, depth);
		} else if (exception != null) {
			Observer.Text (exception.Message);
			Walk ("inner ", exception.InnerException, depth);
			if (exception is RuntimeWrappedException)
				Walk ("wrapped ", ((RuntimeWrappedException) exception).WrappedException, depth);
		} else if (value is Delegate) {
			Observer.Text (((Delegate) value).Method.Name);
		}
		foreach (FieldInfo field in FieldsOf (type))
			Walk (field.Name + " ", field.GetValue (value), depth);
	}

	/* Those that the programs define */
	static FieldInfo [] FieldsOf (Type type)
	{
		FieldInfo [] known;

		if (!fields.TryGetValue (type, out known)) {
			var list = new List<FieldInfo> ();

			for (Type t = type; t != null; t = t.BaseType)
				if (t.Namespace == "Fuzz")
					list.AddRange (t.GetFields (BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly));
			fields [type] = known = list.ToArray ();
		}
		return known;
	}

	static void Primitive (string name, object value)
	{
		if (value is double)
			Observer.Text (name + (double.IsNaN ((double) value) ? "NaN" : BitConverter.DoubleToInt64Bits ((double) value).ToString ("x")));
		else if (value is float)
			Observer.Text (name + (float.IsNaN ((float) value) ? "NaN" : BitConverter.DoubleToInt64Bits ((float) value).ToString ("x")));
		else if (value is char)
			Observer.Text (name + (int) (char) value);
		else if (value is bool)
			Observer.Text (name + ((bool) value ? "true" : "false"));
		else
			Observer.Text (name + (value.GetType ().IsEnum ? Convert.ToInt64 (value) : value));
	}

	public static void Statics (Type program, string label)
	{
		var state = new State (2000);
		var names = new List<Type> ();

		foreach (Type type in program.Assembly.GetTypes ())
			if (type.Name.StartsWith (label + "_") && !type.ContainsGenericParameters && !type.Name.EndsWith ("_Early"))
				names.Add (type);
		names.Sort ((a, b) => string.CompareOrdinal (a.Name, b.Name));
		foreach (Type type in names) {
			/* The initialisation of one whose constructor failed fails again, when its fields are read. */
			try {
				foreach (FieldInfo field in type.GetFields (BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
					if (!field.IsLiteral)
						state.Walk (field.Name + " ", field.GetValue (null), 5);
			} catch (Exception e) {
				Observer.Text (type.Name + ": " + e.GetType ().Name);
			}
		}
	}
}

static class Harness
{
	static string Run (Type type, string label)
	{
		var run = (Action) Delegate.CreateDelegate (typeof (Action), type, "Run");
		string ended = "returned";

		try {
			run ();
		} catch (Exception e) {
			ended = "threw " + Observer.Message (e.GetType () + ": " + e.Message);
		}
		string executed = Observer.Executed + (Observer.Executed > 0 ? "," + string.Join (",", Observer.Shapes) : "");
		long [] entered = (long []) Observer.Entered.Clone ();
		ulong observed = Observer.Hash;
		long count = Observer.Count;
		if (Observer.Trace != null)
			Observer.Trace.WriteLine ("    -- state --");
		State.Statics (type, label);
		return observed.ToString ("x16") + " " + count + " " + Observer.Hash.ToString ("x16") + " " + string.Join (",", entered) + " " +
			executed + " " + ended.Replace ("\n", " ");
	}

	static int Main (string [] arguments)
	{
		Assembly assembly = Assembly.LoadFrom (arguments [0]);
		var output = new StreamWriter (Console.OpenStandardOutput ()) { AutoFlush = true };

		foreach (string label in arguments) {
			if (label == arguments [0])
				continue;
			if (label == "--trace") {
				Observer.Trace = output;
				continue;
			}
			output.WriteLine ("begin " + label);
			Observer.Reset ();
			Observer.Label = label;
			output.WriteLine ("end " + label + " " + Run (assembly.GetType ("Fuzz." + label + "_Program", true), label));
		}
		return 0;
	}
}
